// Generated from openapi.yaml by `pnpm codegen`. Do not edit.

export interface paths {
    "/api/v1/jobs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tenant's jobs, newest first */
        get: operations["listJobs"];
        put?: never;
        /**
         * Creates a job by its type
         * @description Videos, messages and roster uploads have routes of their own, which create their jobs. The answer means that the work will reach its queue, even if the queue service is down.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The job as the database knows it
         * @description Call it once, at the end; while work is under way the progress endpoint answers.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/progress/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status and progress from Redis; never touches the database */
        get: operations["getJobProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels a job that has not ended; again and again with the same answer */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/retry/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Runs an ended job again
         * @description A FAILED or CANCELLED job becomes a new job with retry_of; a DEAD one is redriven under its own id.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/failed_rows/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows that an import could not take, as a workbook
         * @description The original cells with the reason in Korean and English beside them: correct them and upload the file again. The bytes come from the API itself and not by a link, which would open people's phone numbers to whoever gets hold of it.
         */
        get: operations["downloadFailedRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/first_logins/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The logins and one-time first passwords of the accounts that an import made
         * @description For imports with the password mode random. The answer is a workbook encrypted with the passphrase of the request (ECMA-376 agile encryption: AES-256, SHA-512), which spreadsheets ask for when it is opened; the passphrase is kept nowhere. A POST, so that it stands in no address. Only the academy's owner may call it, as often as needed until the first passwords expire.
         */
        post: operations["downloadFirstLogins"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/students/excel_template/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workbook to fill in for an import
         * @description With the headers that the import knows and rows that show how; those are skipped when they are left in.
         */
        get: operations["downloadRosterTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/students/bulk_create_from_excel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Imports a roster from an .xlsx file */
        post: operations["bulkCreateStudentsFromExcel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/students/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tenant's students by their number */
        get: operations["listStudents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/videos/upload/init/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Registers a video and says where to upload it */
        post: operations["initVideoUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/videos/{video_id}/upload/complete/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that the upload is finished; the transcode job starts. Repeating it returns the same job */
        post: operations["completeVideoUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/videos/{video_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The video as the database knows it, with its addresses when it is READY */
        get: operations["getVideo"];
        put?: never;
        post?: never;
        /** Removes a video and its objects */
        delete: operations["deleteVideo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/videos/{video_id}/progress/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status and progress of the video's current job from Redis; never touches the database */
        get: operations["getVideoProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/media/videos/{video_id}/retry/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Transcodes a FAILED video again */
        post: operations["retryVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messaging/send/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends one notice to one recipient
         * @description The same channel and business_idempotency_key is the same notice; it is sent once.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messaging/log/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the tenant's notices, newest first */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messaging/scheduled/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists notices that wait for their time */
        get: operations["listScheduledMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messaging/scheduled/{notification_id}/cancel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels a notice that waits for its time */
        post: operations["cancelScheduledMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service can work, its database included; answers within 300 ms */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives; asks nobody else */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this instance should get traffic, each of its parts by name */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A job to create. The payload's rules are those of its job type. */
        JobCreate: {
            /**
             * @description What kind of work the job is.
             * @enum {string}
             */
            job_type: "excel_parsing" | "ocr" | "omr_grading" | "homework_video_analysis" | "attendance_excel_export" | "staff_excel_export" | "question_segmentation" | "handwriting_analysis" | "embedding" | "problem_generation" | "video_transcode" | "video_delete_objects" | "message_send";
            /**
             * @description The tenant's plan, from its row; a request may ask for less, never for more.
             * @enum {string}
             */
            tier?: "lite" | "basic" | "premium";
            /** @description By job type, schemas/payloads/. */
            payload: {
                [key: string]: unknown;
            };
            max_processing_seconds?: components["schemas"]["MaxProcessingSeconds"];
        };
        /** @description Lowers the job's time limit; a value above the contract's limit is refused. */
        MaxProcessingSeconds: number;
        /** @description What the workbook is encrypted with. */
        FirstLoginsDownload: {
            /** @description Whoever opens the file needs it. Choose one that you can tell without writing it beside the file. */
            passphrase: string;
        };
        /** @description A job and its state. */
        JobAccepted: {
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id: string;
            /**
             * @description State of a job. DONE, FAILED, CANCELLED and DEAD are terminal.
             * @enum {string}
             */
            status: "PENDING" | "RUNNING" | "RETRYING" | "DONE" | "FAILED" | "CANCELLED" | "DEAD";
        };
        /** @description What is known of every job. */
        JobFields: {
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id: string;
            /**
             * @description What kind of work the job is.
             * @enum {string}
             */
            job_type: "excel_parsing" | "ocr" | "omr_grading" | "homework_video_analysis" | "attendance_excel_export" | "staff_excel_export" | "question_segmentation" | "handwriting_analysis" | "embedding" | "problem_generation" | "video_transcode" | "video_delete_objects" | "message_send";
            /** @enum {string} */
            kind: "ai" | "video" | "messaging";
            /**
             * @description The tenant's plan, from its row; a request may ask for less, never for more.
             * @enum {string}
             */
            tier: "lite" | "basic" | "premium";
            /**
             * @description State of a job. DONE, FAILED, CANCELLED and DEAD are terminal.
             * @enum {string}
             */
            status: "PENDING" | "RUNNING" | "RETRYING" | "DONE" | "FAILED" | "CANCELLED" | "DEAD";
            /** @description Runs so far. */
            attempt: number;
            max_attempts: number;
            /** @description Time limit of one run. */
            max_processing_seconds: number;
            error_code?: components["schemas"]["ErrorCode"];
            /** @description What went wrong, for people. */
            error_message?: string;
            /** @description Joins everything that one request caused, across API, queue and worker. */
            correlation_id: string;
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            retry_of?: string;
            /** @description The thing that the job works on, for example a video. */
            subject?: {
                type: string;
                id: string;
            };
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            started_at?: string;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            finished_at?: string;
        };
        /** @description A job without its result. */
        JobSummary: components["schemas"]["JobFields"];
        /** @description A page of jobs. */
        JobPage: {
            items: components["schemas"]["JobSummary"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        /** @description Pass it as cursor to get the next page; null on the last one. */
        NextCursor: string | null;
        /** @description A job; its result, when it is DONE, is by job type the same document that the worker wrote. */
        JobDetail: WithRequired<components["schemas"]["JobFields"], "job_type"> & ({
            /** @constant */
            job_type: "excel_parsing";
            result?: components["schemas"]["ExcelParsingResult"];
        } | {
            /** @constant */
            job_type: "ocr";
            result?: components["schemas"]["OcrResult"];
        } | {
            /** @constant */
            job_type: "omr_grading";
            result?: components["schemas"]["OmrGradingResult"];
        } | {
            /** @constant */
            job_type: "homework_video_analysis";
            result?: components["schemas"]["HomeworkVideoAnalysisResult"];
        } | {
            /** @constant */
            job_type: "attendance_excel_export";
            result?: components["schemas"]["AttendanceExcelExportResult"];
        } | {
            /** @constant */
            job_type: "staff_excel_export";
            result?: components["schemas"]["StaffExcelExportResult"];
        } | {
            /** @constant */
            job_type: "question_segmentation";
            result?: components["schemas"]["QuestionSegmentationResult"];
        } | {
            /** @constant */
            job_type: "handwriting_analysis";
            result?: components["schemas"]["HandwritingAnalysisResult"];
        } | {
            /** @constant */
            job_type: "embedding";
            result?: components["schemas"]["EmbeddingResult"];
        } | {
            /** @constant */
            job_type: "problem_generation";
            result?: components["schemas"]["ProblemGenerationResult"];
        } | {
            /** @constant */
            job_type: "video_transcode";
            result?: components["schemas"]["VideoTranscodeResult"];
        } | {
            /** @constant */
            job_type: "video_delete_objects";
            result?: components["schemas"]["VideoDeleteObjectsResult"];
        } | {
            /** @constant */
            job_type: "message_send";
            result?: components["schemas"]["MessageSendResult"];
        });
        /** @description A job's state, as Redis shows it. */
        ShownStatus: {
            /**
             * @description State of a job. DONE, FAILED, CANCELLED and DEAD are terminal.
             * @enum {string}
             */
            status: "PENDING" | "RUNNING" | "RETRYING" | "DONE" | "FAILED" | "CANCELLED" | "DEAD";
            /**
             * @description What kind of work the job is.
             * @enum {string}
             */
            job_type?: "excel_parsing" | "ocr" | "omr_grading" | "homework_video_analysis" | "attendance_excel_export" | "staff_excel_export" | "question_segmentation" | "handwriting_analysis" | "embedding" | "problem_generation" | "video_transcode" | "video_delete_objects" | "message_send";
            error_code?: components["schemas"]["ErrorCode"];
            error_message?: string;
            /** @description When the job is DONE and the result is small; else read the detail endpoint. */
            result?: {
                [key: string]: unknown;
            };
            attempt: number;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            updated_at: string;
        };
        /** @description A job's state and how far it has come; progress is null until the work has begun. */
        JobProgress: {
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id: string;
            progress: components["schemas"]["JobProgressDocument"] | null;
        } & components["schemas"]["ShownStatus"];
        /** @description State of the video's current job and how far it has come; progress is null until the work has begun. */
        VideoProgress: {
            /** @description Number of the video. */
            video_id: number;
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id?: string;
            progress: components["schemas"]["VideoProgressDocument"] | null;
        } & components["schemas"]["ShownStatus"];
        /**
         * Format: binary
         * @description An .xlsx file.
         */
        Workbook: string;
        /** @description The file and how to import it. At most 10 MB, .xlsx; the zip directory is checked before the job is created. */
        RosterUpload: {
            /** @description The .xlsx file. */
            file: string;
            /**
             * @description What the rows are.
             * @enum {string}
             */
            kind?: "students";
            /**
             * @description How the first password of new accounts is made.
             * @enum {string}
             */
            password_mode?: "fixed" | "phone_last4" | "random";
            /** @description Name of the configuration entry that holds the first password; the password itself never travels. */
            initial_password_ref?: string;
            /**
             * @description Only tells what the import would do; nothing is written.
             * @default false
             */
            dry_run?: boolean;
            /** @description Lecture to enrol into; refused until enrolment exists. */
            lecture_id?: number;
            /** @description Session to enrol into; refused until enrolment exists. */
            session_id?: number;
            /**
             * @description The tenant's plan, from its row; a request may ask for less, never for more.
             * @enum {string}
             */
            tier?: "lite" | "basic" | "premium";
            max_processing_seconds?: components["schemas"]["MaxProcessingSeconds"];
        };
        /** @description A student. */
        Student: {
            student_id: number;
            /** @description The student's number within the academy. */
            ps_number: string;
            name: string;
            parent_phone: string;
            student_phone: string | null;
            school: string | null;
            /** @enum {string|null} */
            school_type: "ELEMENTARY" | "MIDDLE" | "HIGH" | null;
            grade: number | null;
            /** @enum {string|null} */
            gender: "M" | "F" | null;
            school_class: string | null;
            major: string | null;
            memo: string | null;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            created_at: string;
        };
        /** @description A page of students. */
        StudentPage: {
            items: components["schemas"]["Student"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        /** @description The file that will be uploaded. */
        VideoUploadInit: {
            title: string;
            /** @description The lecture session it belongs to. */
            session_id: number;
            /** @description Its ending must be that of a supported video. */
            filename: string;
            content_type: string;
            /** @description Exact size of the file. */
            size_bytes: number;
        };
        /** @description The registered video and where its file goes. */
        VideoUpload: {
            /** @description Number of the video. */
            video_id: number;
            upload: components["schemas"]["SingleUpload"] | components["schemas"]["MultipartUpload"];
        };
        /** @description One PUT carries the whole file. */
        SingleUpload: {
            /** @constant */
            kind: "single";
            /** @constant */
            method: "PUT";
            /** @description Presigned; needs no token. */
            url: string;
            /** @description Headers that the PUT must carry. */
            headers: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            expires_at: string;
        };
        /** @description One PUT for each part; keep each answer's ETag for the completion. */
        MultipartUpload: {
            /** @constant */
            kind: "multipart";
            upload_id: string;
            /** @description Size of every part but the last. */
            part_size_bytes: number;
            parts: {
                part_number: number;
                /** @description Presigned; needs no token. */
                url: string;
            }[];
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            expires_at: string;
        };
        /** @description The parts of a multipart upload, each with the ETag of its answer; a single upload needs none. */
        VideoUploadComplete: {
            parts?: {
                part_number: number;
                etag: string;
            }[];
        };
        /** @description The video and the job that works on it. */
        VideoJobAccepted: {
            /** @description Number of the video. */
            video_id: number;
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id: string;
            /**
             * @description State of a job. DONE, FAILED, CANCELLED and DEAD are terminal.
             * @enum {string}
             */
            status: "PENDING" | "RUNNING" | "RETRYING" | "DONE" | "FAILED" | "CANCELLED" | "DEAD";
        };
        /**
         * @description READY is terminal; FAILED can be retried.
         * @enum {string}
         */
        VideoState: "PENDING" | "UPLOADED" | "PROCESSING" | "READY" | "FAILED";
        /** @description A video; hls_url and thumbnail_url exist when it is READY. */
        Video: {
            /** @description Number of the video. */
            video_id: number;
            title: string;
            session_id: number;
            status: components["schemas"]["VideoState"];
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id?: string;
            size_bytes: number;
            duration_seconds?: number;
            hls_url?: string;
            thumbnail_url?: string;
            error_code?: components["schemas"]["ErrorCode"];
            error_message?: string;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            updated_at: string;
        };
        /** @description One notice to one recipient. */
        MessageSend: {
            /**
             * @description How the notice travels. An sms longer than the limit is sent as lms.
             * @enum {string}
             */
            channel: "sms" | "lms" | "alimtalk";
            /** @description A phone number, digits only. */
            to: string;
            /** @description The text. Its length in bytes decides between SMS and LMS. */
            text: string;
            /** @description A phone number, digits only. */
            sender?: string;
            /** @description Alimtalk template at the provider. */
            template_id?: string;
            /** @description Values for the template. */
            replacements?: components["schemas"]["TemplateReplacement"][];
            /** @description Names the notice itself: the same notice has the same key, whatever message carries it. */
            business_idempotency_key: string;
            /** @description The reservation this notice came from. */
            reservation_id?: string;
            /** @description What caused the notice, for example attendance. */
            origin_type?: string;
            /** @description Which one of those. */
            origin_id?: string;
        };
        /**
         * @description ambiguous means that nobody knows whether the provider took it; it is never sent again by itself.
         * @enum {string}
         */
        NotificationStatus: "queued" | "sending" | "sent" | "failed" | "retryable_failed" | "ambiguous";
        /** @description The notice, its job and its state; repeating the request returns the same three. */
        NotificationAccepted: {
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            notification_id: string;
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id: string;
            status: components["schemas"]["NotificationStatus"];
        };
        /** @description A notice. */
        Notification: {
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            notification_id: string;
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id: string;
            /**
             * @description How the notice travels. An sms longer than the limit is sent as lms.
             * @enum {string}
             */
            channel: "sms" | "lms" | "alimtalk";
            to: string;
            text: string;
            sender?: string;
            template_id?: string;
            business_idempotency_key: string;
            reservation_id?: string;
            origin_type?: string;
            origin_id?: string;
            status: components["schemas"]["NotificationStatus"];
            /** @enum {string} */
            sent_as?: "sms" | "lms" | "alimtalk";
            provider_message_id?: string;
            error_code?: components["schemas"]["ErrorCode"];
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            sent_at?: string;
        };
        /** @description A page of notices. */
        NotificationPage: {
            items: components["schemas"]["Notification"][];
            next_cursor: components["schemas"]["NextCursor"];
        };
        /** @description The health answer that load balancers know. */
        Health: {
            /** @enum {string} */
            status: "healthy" | "unhealthy";
            /** @constant */
            service: "academy-api";
            /** @enum {string} */
            database: "connected" | "unreachable";
        };
        /** @description The process lives. */
        Liveness: {
            /** @constant */
            status: "alive";
        };
        /** @description Each part that traffic needs. */
        Readiness: {
            /** @enum {string} */
            status: "ready" | "not_ready";
            checks: {
                [key: string]: "ok" | "failing";
            };
        };
        /**
         * AttendanceExcelExportResult
         * @description The workbook.
         */
        AttendanceExcelExportResult: {
            /** @description Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker. */
            object_key: string;
            /** @description Name to offer for download. */
            filename: string;
        };
        /**
         * EmbeddingResult
         * @description The vectors.
         */
        EmbeddingResult: {
            /** @description Length of every vector. */
            dimensions: number;
            /** @description In the order of the texts. */
            vectors: number[][];
        };
        /**
         * ErrorCode
         * @description Every error code of both contracts. Codes are never reused. http_status null: the code stands in jobs, rows and logs only.
         * @enum {string}
         */
        ErrorCode: "validation_failed" | "unauthenticated" | "forbidden" | "tier_too_low" | "recipient_denied" | "tenant_on_hold" | "not_found" | "job_not_found" | "failed_rows_not_found" | "first_logins_not_found" | "video_not_found" | "progress_not_found" | "method_not_allowed" | "idempotency_conflict" | "job_not_cancellable" | "job_not_retryable" | "video_not_uploaded" | "video_state_conflict" | "file_too_large" | "file_type_not_supported" | "file_unreadable" | "option_not_available" | "job_type_not_available" | "quota_exceeded" | "operation_not_available" | "internal_error" | "database_unavailable" | "storage_unavailable" | "queue_unavailable" | "redis_unavailable" | "api_unreachable" | "tier_not_allowed" | "inference_timeout" | "provider_result_ambiguous" | "crash_loop" | "worker_crashed" | "result_invalid" | "attempts_exhausted" | "unexpected_error" | "fence_lost" | "cancelled" | "shutdown" | "worker_name_taken" | "not_json" | "contract_violation" | "newer_schema_version" | "tenant_mismatch" | "job_row_missing" | "parent_phone_column_missing" | "name_column_missing" | "header_row_missing" | "ambiguous_sheet" | "ambiguous_column" | "sheet_empty" | "phone_in_use" | "name_missing" | "name_too_long" | "parent_phone_missing" | "parent_phone_invalid" | "row_unreadable" | "ps_number_exhausted" | "disk_space_low" | "transcode_stalled" | "transcode_timeout" | "transcode_failed" | "publish_incomplete" | "source_missing" | "source_unreadable" | "provider_unavailable" | "provider_rejected" | "message_too_long" | "text_not_encodable" | "template_missing" | "configuration_invalid" | "queue_missing" | "queue_drifted" | "migration_conflict";
        /**
         * ExcelParsingResult
         * @description What became of every row: total = created + restored + duplicates + failed.
         */
        ExcelParsingResult: {
            /** @description Rows that were read, without skipped ones. */
            total: number;
            /** @description Students that are new. */
            created: number;
            /** @description Deleted students that are back. */
            restored: number;
            /** @description Rows whose student was already there, untouched. */
            duplicates: number;
            /** @description Rows that were not imported. */
            failed: components["schemas"]["RowFailure"][];
            /** @constant */
            processed_by: "worker";
            rows?: components["schemas"]["RowOutcomes"];
            /** @description Key of the workbook with the rows that failed, under the tenant's own prefix. */
            failed_rows_key?: string;
            first_logins?: components["schemas"]["FirstLogins"];
            /** @description True when nothing was written: the counts say what would happen. */
            dry_run?: boolean;
        };
        /**
         * FirstLogins
         * @description Accounts with a one-time first password, present with the password mode random: the academy's owner can download their file until the passwords expire.
         */
        FirstLogins: {
            /** @description Students and parents that are in the file. */
            accounts: number;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            expires_at: string;
        };
        /**
         * GeneratedProblem
         * @description One problem.
         */
        GeneratedProblem: {
            /** @description The question. */
            question: string;
            /** @description Its answer. */
            answer: string;
            /** @description The way to the answer. */
            explanation?: string;
        };
        /**
         * HandwritingAnalysisResult
         * @description What was read.
         */
        HandwritingAnalysisResult: {
            /** @description The text. */
            text: string;
            /** @description How sure the reader is. */
            confidence: number;
        };
        /**
         * HomeworkPage
         * @description A page found in the video.
         */
        HomeworkPage: {
            /** @description Number of the page, from 1. */
            page: number;
            /** @description Where in the video it is. */
            at_seconds: number;
            /** @description Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker. */
            object_key: string;
        };
        /**
         * HomeworkVideoAnalysisResult
         * @description The pages that were found.
         */
        HomeworkVideoAnalysisResult: {
            /** @description In the order of the video. */
            pages: components["schemas"]["HomeworkPage"][];
        };
        /**
         * JobProgressDocument
         * @description A job's progress, as Redis shows it.
         */
        JobProgressDocument: components["schemas"]["ProgressFields"];
        /**
         * MessageSendResult
         * @description The provider accepted the notice.
         */
        MessageSendResult: {
            /** @description The provider's own number for it. */
            provider_message_id: string;
            /**
             * @description Channel that was asked for.
             * @enum {string}
             */
            channel: "sms" | "lms" | "alimtalk";
            /**
             * @description What it was sent as.
             * @enum {string}
             */
            sent_as: "sms" | "lms" | "alimtalk";
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            accepted_at: string;
        };
        /**
         * OcrResult
         * @description What was read.
         */
        OcrResult: {
            /** @description The text. */
            text: string;
            /** @description How sure the engine is. */
            confidence: number;
        };
        /**
         * OmrAnswer
         * @description What was marked for one question.
         */
        OmrAnswer: {
            /** @description Number of the question, from 1. */
            question: number;
            /** @description Marked choices, in order. */
            marked: number[];
        };
        /**
         * OmrGradingResult
         * @description What was marked.
         */
        OmrGradingResult: {
            /** @description Number that the student marked; empty when unreadable. */
            identifier: string;
            /** @description One entry a question. */
            answers: components["schemas"]["OmrAnswer"][];
            /** @description Whether the sheet could be aligned with its layout. */
            aligned: boolean;
        };
        /**
         * Problem
         * @description Error answer of the API (application/problem+json, RFC 9457). Clients decide on code and retryable.
         */
        Problem: {
            /** @description Identifies the kind of problem: urn:academy:problem: and the code. */
            type: string;
            /** @description What kind of problem it is. */
            title: string;
            /** @description HTTP status. */
            status: number;
            code: components["schemas"]["ErrorCode"];
            /** @description What happened this time, for people. */
            detail: string;
            /** @description Joins everything that one request caused, across API, queue and worker. */
            correlation_id: string;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description Path of the endpoint that answers for good, where this one cannot. */
            detail_url?: string;
            /** @description What is wrong with the request, one entry a field. */
            errors?: components["schemas"]["ProblemField"][];
        };
        /**
         * ProblemField
         * @description One thing wrong with the request.
         */
        ProblemField: {
            /** @description Name of the field, for people; empty for the whole body. */
            field: string;
            /** @description JSON pointer into the request body; into path, query or header for a parameter. */
            pointer: string;
            /** @description The rule that is broken, as file and JSON pointer into the contract. */
            contract?: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /**
         * ProblemGenerationResult
         * @description The problems.
         */
        ProblemGenerationResult: {
            /** @description As many as were asked for. */
            problems: components["schemas"]["GeneratedProblem"][];
        };
        /**
         * ProgressFields
         * @description How far the work has come.
         */
        ProgressFields: {
            /** @description Units finished. */
            done?: number;
            /** @description Units in all. */
            total?: number;
            /** @description Units a second. */
            per_second?: number;
            /** @description Name of the step, from x-steps of the job type. */
            step: string;
            /** @description Place of the step, from 1. */
            step_index: number;
            /** @description Number of steps. */
            step_total: number;
            /** @description Name of the step as shown to people, in Korean. */
            step_name: string;
            /** @description Share of the step that is done. */
            step_percent: number;
            /** @description Share of the whole job that is done. */
            percent: number;
            /** @description Estimate of the time left. */
            remaining_seconds?: number;
            /** @description Attempt of the job, counted at the claim; 0 before the first. */
            attempt: number;
            /** @description Fencing token of the claim that wrote the document. It only grows. */
            fence: number;
            /** @description Counts the updates of one claim; with the fence it keeps progress monotonic. */
            seq: number;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            updated_at: string;
        };
        /**
         * QuestionRegion
         * @description Where a question stands on the page, in pixels.
         */
        QuestionRegion: {
            /** @description Number of the question, from 1. */
            question: number;
            /** @description Left edge. */
            x: number;
            /** @description Top edge. */
            y: number;
            /** @description Width. */
            width: number;
            /** @description Height. */
            height: number;
        };
        /**
         * QuestionSegmentationResult
         * @description The questions that were found.
         */
        QuestionSegmentationResult: {
            /** @description In reading order. */
            questions: components["schemas"]["QuestionRegion"][];
        };
        /**
         * RowFailure
         * @description A row that was not imported.
         */
        RowFailure: {
            /** @description Row number as Excel shows it, from 1. */
            row: number;
            /** @description Name in the row; empty when there is none. */
            name: string;
            code: components["schemas"]["ErrorCode"];
            /** @description What is wrong with it, for people. */
            message: string;
        };
        /**
         * RowOutcomes
         * @description Which rows had which outcome, as Excel row numbers and ranges such as 2-101,103; empty when there are none.
         */
        RowOutcomes: {
            /** @description Rows whose student is new. */
            created: string;
            /** @description Rows whose deleted student is back. */
            restored: string;
            /** @description Rows whose student was already there. */
            duplicates: string;
        };
        /**
         * StaffExcelExportResult
         * @description The workbook.
         */
        StaffExcelExportResult: {
            /** @description Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker. */
            object_key: string;
            /** @description Name to offer for download. */
            filename: string;
        };
        /**
         * TemplateReplacement
         * @description One value of a template.
         */
        TemplateReplacement: {
            /** @description Name of the placeholder, as the template spells it. */
            key: string;
            /** @description Text to put there. */
            value: string;
        };
        /**
         * VideoDeleteObjectsResult
         * @description What was removed.
         */
        VideoDeleteObjectsResult: {
            /** @description Number of objects. */
            deleted_objects: number;
        };
        /**
         * VideoProgressDocument
         * @description Progress of a video's current job, as Redis shows it.
         */
        VideoProgressDocument: {
            /**
             * Format: uuid
             * @description A UUID in lower case.
             */
            job_id?: string;
            /**
             * Format: date-time
             * @description RFC 3339 date and time with a zone; any offset is accepted.
             */
            job_created_at?: string;
        } & components["schemas"]["ProgressFields"];
        /**
         * VideoRung
         * @description One quality of the published video.
         */
        VideoRung: {
            /** @description Folder of the rung. */
            name: string;
            /** @description Pixels. */
            width: number;
            /** @description Pixels. */
            height: number;
            /** @description Target rate of the picture. */
            video_kbps: number;
            /** @description Target rate of the sound; 0 when the source is silent. */
            audio_kbps: number;
            /** @description Number of segments. */
            segments: number;
        };
        /**
         * VideoTranscodeResult
         * @description The published video.
         */
        VideoTranscodeResult: {
            /** @description Length of the source. */
            duration_seconds: number;
            /** @description Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker. */
            hls_key: string;
            /** @description Object key under the tenant's own prefix. That the tenant is the message's tenant is checked by API and worker. */
            thumbnail_key: string;
            /** @description Lowest first. */
            rungs: components["schemas"]["VideoRung"][];
        };
    };
    responses: {
        /** @description The job will reach its queue. */
        JobAccepted: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["JobAccepted"];
            };
        };
        /** @description The job and its state. */
        JobState: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["JobAccepted"];
            };
        };
        /** @description The video's job will reach its queue. */
        VideoJobAccepted: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VideoJobAccepted"];
            };
        };
        /** @description The notice and the job that sends it. */
        NotificationAccepted: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["NotificationAccepted"];
            };
        };
        /** @description validation_failed. The request breaks the contract; errors names each field and rule. */
        BadRequest: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description unauthenticated. No token, or none that is valid. */
        Unauthenticated: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description forbidden, tier_too_low, recipient_denied or tenant_on_hold. */
        Forbidden: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description job_not_found, video_not_found or not_found. Another tenant's things do not exist. */
        NotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description job_not_found, or failed_rows_not_found for a job that has none: it is no import, has not ended, took every row, or its files are no longer kept. */
        FailedRowsNotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description job_not_found, or first_logins_not_found for a job that has none: it is no import, has not ended, made no account with a one-time first password, or these have expired. */
        FirstLoginsNotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description progress_not_found. Nothing is cached now; this says nothing about existence, the linked detail endpoint does. */
        ProgressNotFound: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                Link: components["headers"]["DetailLink"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description idempotency_conflict, job_not_cancellable, job_not_retryable, video_not_uploaded or video_state_conflict. */
        Conflict: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description file_too_large. The body or file is over its limit; nothing of it is kept. */
        TooLarge: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description file_type_not_supported. The body or file is not of a supported type; nothing of it is kept. */
        UnsupportedType: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description job_type_not_available, option_not_available or file_unreadable. */
        Unprocessable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description operation_not_available. The operation is not built yet. */
        NotAvailable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description internal_error. Something failed on our side. */
        InternalError: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description database_unavailable, storage_unavailable or redis_unavailable. Try again. */
        Unavailable: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The job. */
        JobId: string;
        /** @description The video. */
        VideoId: number;
        /** @description Items a page. */
        Limit: number;
        /** @description next_cursor of the page before; opaque. */
        Cursor: string;
        /** @description Repeating a request with its key returns the job that the first one created, instead of a second one. The key of another request (other options, such as dry_run, or another file) is refused with idempotency_conflict. */
        IdempotencyKey: string;
        /** @description ETags of what the client has. */
        IfNoneMatch: string;
        /** @description Follows the request through logs, messages and answers; made up when absent. */
        CorrelationId: string;
        /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
        TraceParent: string;
    };
    requestBodies: never;
    headers: {
        /** @description Of this request, for logs and support. */
        CorrelationId: string;
        /** @description An attachment, with its Korean name as RFC 6266 has it and a name in ASCII for old clients. */
        ContentDisposition: string;
        /** @description Who may keep the answer, and for how long. */
        CacheControl: string;
        /** @description Changes with the contents. */
        ETag: string;
        /** @description Seconds to wait before asking again. */
        RetryAfter: number;
        /** @description The detail endpoint, which alone says whether the thing exists; rel describedby. */
        DetailLink: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listJobs: {
        parameters: {
            query?: {
                /** @description Only jobs in this state. */
                status?: "PENDING" | "RUNNING" | "RETRYING" | "DONE" | "FAILED" | "CANCELLED" | "DEAD";
                /** @description Only jobs of this type. */
                job_type?: "excel_parsing" | "ocr" | "omr_grading" | "homework_video_analysis" | "attendance_excel_export" | "staff_excel_export" | "question_segmentation" | "handwriting_analysis" | "embedding" | "problem_generation" | "video_transcode" | "video_delete_objects" | "message_send";
                /** @description Items a page. */
                limit?: components["parameters"]["Limit"];
                /** @description next_cursor of the page before; opaque. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of jobs. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with its key returns the job that the first one created, instead of a second one. The key of another request (other options, such as dry_run, or another file) is refused with idempotency_conflict. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobCreate"];
            };
        };
        responses: {
            202: components["responses"]["JobAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedType"];
            422: components["responses"]["Unprocessable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The job. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, with its result when it is DONE. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobDetail"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJobProgress: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The job. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What Redis shows, PENDING included. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobProgress"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ProgressNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The job. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["JobState"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /** @description The job. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["JobAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    downloadFailedRows: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The job. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workbook. It is of people and is not to be cached. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Workbook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["FailedRowsNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    downloadFirstLogins: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The job. */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstLoginsDownload"];
            };
        };
        responses: {
            /** @description The encrypted workbook. It is not to be cached. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Workbook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["FirstLoginsNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    downloadRosterTemplate: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags of what the client has. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workbook, the same for every academy. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Content-Disposition": components["headers"]["ContentDisposition"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": components["schemas"]["Workbook"];
                };
            };
            /** @description The workbook of If-None-Match is still the current one. */
            304: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    bulkCreateStudentsFromExcel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with its key returns the job that the first one created, instead of a second one. The key of another request (other options, such as dry_run, or another file) is refused with idempotency_conflict. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["RosterUpload"];
            };
        };
        responses: {
            202: components["responses"]["JobAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedType"];
            422: components["responses"]["Unprocessable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listStudents: {
        parameters: {
            query?: {
                /** @description Only students of exactly this name. */
                name?: string;
                /** @description Only students of this grade. */
                grade?: number;
                /** @description Items a page. */
                limit?: components["parameters"]["Limit"];
                /** @description next_cursor of the page before; opaque. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of students. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    initVideoUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VideoUploadInit"];
            };
        };
        responses: {
            /** @description The video is PENDING; upload its file, then complete the upload. */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoUpload"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedType"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    completeVideoUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /** @description The video. */
                video_id: components["parameters"]["VideoId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VideoUploadComplete"];
            };
        };
        responses: {
            202: components["responses"]["VideoJobAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedType"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The video. */
                video_id: components["parameters"]["VideoId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The video. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The video. */
                video_id: components["parameters"]["VideoId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["VideoJobAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalError"];
            501: components["responses"]["NotAvailable"];
            503: components["responses"]["Unavailable"];
        };
    };
    getVideoProgress: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The video. */
                video_id: components["parameters"]["VideoId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What Redis shows, PENDING included. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoProgress"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["ProgressNotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path: {
                /** @description The video. */
                video_id: components["parameters"]["VideoId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["VideoJobAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description W3C trace context; travels in the job's message. A malformed one is ignored, as W3C asks. */
                traceparent?: components["parameters"]["TraceParent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageSend"];
            };
        };
        responses: {
            202: components["responses"]["NotificationAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedType"];
            422: components["responses"]["Unprocessable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description Only notices in this state. */
                status?: components["schemas"]["NotificationStatus"];
                /** @description Items a page. */
                limit?: components["parameters"]["Limit"];
                /** @description next_cursor of the page before; opaque. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of notices. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listScheduledMessages: {
        parameters: {
            query?: {
                /** @description Items a page. */
                limit?: components["parameters"]["Limit"];
                /** @description next_cursor of the page before; opaque. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of notices. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            501: components["responses"]["NotAvailable"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelScheduledMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through logs, messages and answers; made up when absent. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                /** @description The notice. */
                notification_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notice will not be sent. */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            500: components["responses"]["InternalError"];
            501: components["responses"]["NotAvailable"];
            503: components["responses"]["Unavailable"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Healthy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The database does not answer in time. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not ready. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};


type JsonOf<Body> = Body extends { content: infer Content } ? ContentOf<Content> : never

/** What a body is in code: the parsed document or form, or the bytes of any other type. */
export type ContentOf<Content> = {
  [Type in keyof Content]: Type extends `application/${string}json` | 'multipart/form-data' ? Content[Type] : Uint8Array
}[keyof Content]

/** Body of the request of an operation, undefined where it has none. */
export type RequestBodyOf<Id extends keyof operations> = operations[Id] extends { requestBody?: infer Body } ? JsonOf<NonNullable<Body>> : undefined

/** Body of the answer of an operation with a status. */
export type ResponseBodyOf<Id extends keyof operations, Status extends keyof ResponsesOf<Id>> = JsonOf<ResponsesOf<Id>[Status]>

type ResponsesOf<Id extends keyof operations> = operations[Id] extends { responses: infer Responses } ? Responses : never

/** Parameters of an operation: path, query and header. */
export type ParametersOf<Id extends keyof operations> = operations[Id] extends { parameters: infer Parameters } ? Parameters : never

/** Every operationId has its types. */
export type HttpOperationId = keyof operations
