// Every request of an application on record: app.UseReprise().
using Reprise.Client.AspNetCore;
using Reprise.Client.Recording;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReprise();
builder.Services.AddRepriseRequests(options => options.User = http => http.Request.Headers["X-User"]);

var app = builder.Build();
app.UseReprise();
app.MapGet("/hello/{name}", (string name) => $"Hello, {name}!");
app.MapGet("/health", () => "well").WithoutRecording();
await app.RunAsync();
