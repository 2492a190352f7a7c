using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Reprise.Mcp.Proxy;
using Reprise.Tests;

namespace Reprise.Client.Tests.Mcp;

/// <summary>The proxy over HTTP, between a real client and a real server.</summary>
public sealed class HttpProxySpec
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_over_streamable_http_are_recorded_with_their_session()
    {
        using var server = await StartServerAsync();
        var records = new KeptRecords();
        var sessions = new HttpSessions(records, TimeProvider.System, new SeenCallsOptions { Transport = "http" });
        using var http = HttpProxy.Client();
        await using var proxy = await StartProxyAsync(new HttpProxy(http, server.Url, sessions.Of));
        var address = new Uri(AddressOf(proxy));
        string? session;
        await using (var client = await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = address, TransportMode = HttpTransportMode.StreamableHttp }), cancellationToken: Token))
        {
            session = client.SessionId;
            (await client.CallToolAsync("forecast", new Dictionary<string, object?> { ["town"] = "Ulm" }, cancellationToken: Token)).Content.OfType<TextContentBlock>().Single().Text.ShouldBe("Rain in Ulm");
            (await client.CallToolAsync("broken", cancellationToken: Token)).IsError.ShouldBe(true);
        }

        var forecast = await Eventually.FindsAsync("the call is recorded", () => Task.FromResult(records.All.FirstOrDefault(record => record.Name == "forecast")));
        (forecast.Status, forecast.Response!.Content, forecast.SessionId).ShouldBe(("success", "Rain in Ulm", session));
        forecast.Metadata!.Value.GetProperty("mcp").GetProperty("transport").GetString().ShouldBe("http");
        await sessions.EndAsync();
        records.All.Select(record => record.Name).ShouldBe(["forecast", "broken"]);
    }

    [Theory]
    [InlineData("evil.example", null)]
    [InlineData("localhost", "https://evil.example")]
    public async Task A_page_of_somebody_else_does_not_get_through(string host, string? origin)
    {
        using var http = HttpProxy.Client();
        await using var proxy = await StartProxyAsync(new HttpProxy(http, new Uri("http://127.0.0.1:1/mcp"), _ => throw new InvalidOperationException("it got through")));
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(proxy)) { Content = new StringContent("{}") };
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_call_that_the_server_refuses_is_over_and_took_as_long_as_the_server_did()
    {
        var time = new ManualTimeProvider();
        await using var server = await StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            time.Advance(TimeSpan.FromSeconds(3));
            context.Response.StatusCode = 500;
        });
        var records = new KeptRecords();
        var sessions = new HttpSessions(records, time, new SeenCallsOptions { Transport = "http" });
        using var http = HttpProxy.Client();
        await using var proxy = await StartProxyAsync(new HttpProxy(http, new Uri(AddressOf(server)), sessions.Of, time));
        using var client = new HttpClient();
        using var question = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow"} }""");
        using var answer = await client.PostAsync(AddressOf(proxy), question, Token);

        var record = await Eventually.FindsAsync("the call is recorded", () => Task.FromResult(records.All.FirstOrDefault(record => record.Name == "slow")));
        (record.Name, record.Status, record.ErrorCode, record.Metrics!.LatencyMs).ShouldBe(("slow", "error", "no_answer", 3000));
        record.ErrorMessage!.ShouldContain("HTTP 500");
    }

    private static Task<WebApplication> StartProxyAsync(HttpProxy proxy) => StartAsync(proxy.InvokeAsync);

    private static async Task<WebApplication> StartAsync(Microsoft.AspNetCore.Http.RequestDelegate answering)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answering);
        await app.StartAsync(Token);
        return app;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/mcp";

    private static async Task<NodeServer> StartServerAsync()
    {
        var folder = await NodePackages.InstallAsync("clients");
        var process = Process.Start(new ProcessStartInfo("node", ["mcp-server.mjs", "http"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var port = await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        return new NodeServer(process, new Uri($"http://127.0.0.1:{port}/mcp"));
    }

    private sealed class NodeServer(Process process, Uri url) : IDisposable
    {
        public Uri Url => url;

        public void Dispose()
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
            process.Dispose();
        }
    }
}
