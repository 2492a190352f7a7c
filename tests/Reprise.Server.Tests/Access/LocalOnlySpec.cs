using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Server.Tests.Api;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Access;

/// <summary>Without a login: what reaches the server from a web page, another machine, or by another name.</summary>
public sealed class LocalOnlySpec
{
    [Theory]
    [InlineData("evil.example", null, 421)]
    [InlineData("127.0.0.1.evil.example", null, 421)]
    [InlineData("localhost", null, 200)]
    [InlineData("[::1]", null, 200)]
    [InlineData(null, "http://evil.example", 403)]
    [InlineData(null, "null", 403)]
    [InlineData(null, "http://localhost:3000", 403)]
    [InlineData("proxy.example", "https://proxy.example", 200)]
    public async Task Only_this_machine_and_its_own_pages_may_ask(string? hostName, string? origin, int status)
    {
        await using var host = await ApiHost.StartAsync(null, ("Access:AllowedHosts:0", "proxy.example"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/interactions");
        if (hostName is not null) request.Headers.Host = hostName;
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status);
        if (status != 200) response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_server_others_could_reach_does_not_start_without_being_told()
    {
        await using var app = ApiHost.Build(null, ("urls", "http://0.0.0.0:0"));
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("Access:AllowUnauthenticated");
    }

    [Fact]
    public async Task A_server_that_was_told_answers_everybody()
    {
        await using var app = ApiHost.Build(null, ("urls", "http://0.0.0.0:0"), ("Access:AllowUnauthenticated", "true"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What a browser sends with a link, an image, a frame or a script of another site: no Origin, only what site asked.</summary>
    [Theory]
    [InlineData("cross-site", null, 403)]
    [InlineData("same-site", null, 403)]
    [InlineData("none, none", null, 403)]
    [InlineData("none", null, 200)]
    [InlineData("same-origin", null, 200)]
    [InlineData("same-origin", "http://{here}", 200)]
    [InlineData("same-site", "http://localhost:{port}", 403)]
    [InlineData("same-site", "http://127.0.0.1:1", 403)]
    [InlineData(null, "https://{here}", 403)]
    [InlineData(null, "http://127.0.0.1", 403)]
    [InlineData("cross-site", "https://proxy.example:8443", 200)]
    [InlineData("cross-site", "https://other.example", 403)]
    public async Task A_page_of_another_origin_reaches_neither_the_api_nor_a_provider(string? site, string? origin, int status)
    {
        var calls = 0;
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            Interlocked.Increment(ref calls);
            return context.Response.WriteAsync("{}");
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Access:AllowedHosts:0=proxy.example");
        var here = new Uri(server.Url);
        foreach (var path in (string[])["/api/interactions", "/openai/v1/models", "/v1/models"])
        {
            var answer = await SendAsync(here, $"GET {path}",
                site is null ? null : $"Sec-Fetch-Site: {site}",
                origin is null ? null : $"Origin: {origin.Replace("{here}", here.Authority, StringComparison.Ordinal).Replace("{port}", $"{here.Port}", StringComparison.Ordinal)}");
            answer.ShouldStartWith($"HTTP/1.1 {status} ", customMessage: path);
            if (status != 200) answer.ShouldContain("/problems/foreign-origin");
        }

        calls.ShouldBe(status == 200 ? 2 : 0);
        server.Counters.Received.ShouldBe(calls);
    }

    [Fact]
    public async Task A_preflight_of_another_page_is_refused_in_words_and_goes_nowhere()
    {
        await using var upstream = await RawUpstream.StartAsync(_ => throw new InvalidOperationException("a preflight reached the provider"));
        await using var server = await TestServer.StartAsync(upstream.Url);
        var answer = await SendAsync(new Uri(server.Url), "OPTIONS /openai/v1/chat/completions", "Origin: http://evil.example", "Access-Control-Request-Method: POST", "Sec-Fetch-Site: cross-site");
        answer.ShouldStartWith("HTTP/1.1 403 ");
        answer.ShouldContain("CORS preflight");
        answer.ShouldNotContain("Access-Control-Allow");
        server.Counters.Received.ShouldBe(0);
    }

    [Fact]
    public async Task Two_origins_are_no_origin_of_ours()
    {
        await using var host = await ApiHost.StartAsync();
        (await SendAsync(host.Address, "GET /api/status", $"Origin: http://{host.Address.Authority}", "Origin: http://evil.example")).ShouldStartWith("HTTP/1.1 403 ");
    }

    [Theory]
    [InlineData("document", true)]
    [InlineData("iframe", true)]
    [InlineData("frame", true)]
    [InlineData("object", true)]
    [InlineData("embed", true)]
    [InlineData("empty", false)]
    [InlineData(null, false)]
    public async Task What_a_provider_answers_is_no_page_of_ours(string? destination, bool isConfined)
    {
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentSecurityPolicy = "script-src *";
            return context.Response.WriteAsync("<script>fetch('/api/interactions')</script>");
        });
        await using var server = await TestServer.StartAsync(upstream.Url);
        foreach (var path in (string[])["/openai/page", "/v1/page"])
        {
            var answer = await SendAsync(new Uri(server.Url), $"GET {path}", "Sec-Fetch-Site: none", destination is null ? null : $"Sec-Fetch-Dest: {destination}");
            answer.ShouldContain("<script>fetch");
            var policy = answer.Split("\r\n").Where(line => line.StartsWith("Content-Security-Policy:", StringComparison.OrdinalIgnoreCase)).ShouldHaveSingleItem();
            policy.ShouldEndWith(isConfined ? "sandbox; default-src 'none'" : "script-src *");
            answer.Contains("nosniff", StringComparison.OrdinalIgnoreCase).ShouldBe(isConfined);
        }
    }

    /// <summary>Our own page has its own policy and must run.</summary>
    [Fact]
    public async Task Our_own_answers_are_not_confined()
    {
        await using var host = await ApiHost.StartAsync();
        (await SendAsync(host.Address, "GET /api/status", "Sec-Fetch-Site: none", "Sec-Fetch-Dest: document")).ShouldNotContain("sandbox");
    }

    /// <summary>Over a bare connection, since a client library has its own mind about these headers.</summary>
    private static async Task<string> SendAsync(Uri server, string line, params string?[] headers)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        string[] lines = [$"{line} HTTP/1.1", $"Host: {server.Authority}", "Connection: close", .. headers.OfType<string>(), "", ""];
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
