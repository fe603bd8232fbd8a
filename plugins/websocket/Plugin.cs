using Runner.Sdk;

[assembly: Plugin("websocket", ApiVersion = 1, Summary = "WebSockets: connect, send, receive, whole conversations")]
