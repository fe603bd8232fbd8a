// Kestrel's types of the same names are the server's side; the tests speak of the client's.
global using HttpProtocol = Runner.Plugins.Http.HttpProtocol;
global using HttpRequest = Runner.Plugins.Http.HttpRequest;
global using HttpResponse = Runner.Plugins.Http.HttpResponse;
global using Runner.Sdk.Networking;
