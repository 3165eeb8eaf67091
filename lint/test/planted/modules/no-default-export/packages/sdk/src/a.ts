export default class Named {} // planted
