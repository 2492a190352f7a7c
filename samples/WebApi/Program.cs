// Every request of an application on record: app.UseReprise().
using Reprise.Client.AspNetCore;
using Reprise.Client.Recording;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<IRecorder>(_ => new Recorder(new ServerSink(new Uri(Environment.GetEnvironmentVariable("REPRISE_SERVER") ?? "http://127.0.0.1:5080"))));
builder.Services.AddRepriseRequests(options => options.User = http => http.Request.Headers["X-User"]);

var app = builder.Build();
app.UseReprise();
app.MapGet("/hello/{name}", (string name) => $"Hello, {name}!");
app.MapGet("/health", () => "well").WithoutRecording();
await app.RunAsync();
