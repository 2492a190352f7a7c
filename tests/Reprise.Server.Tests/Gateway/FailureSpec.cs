using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Gateway;

/// <summary>What goes wrong on the way is told to the client in the provider's words, and is on record.</summary>
public sealed class FailureSpec
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""";

    [Theory]
    [InlineData("/openai/v1/chat/completions", "error.message")]
    [InlineData("/anthropic/v1/messages", "error.message")]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:generateContent", "error.message")]
    [InlineData("/ollama/api/chat", "error")]
    [InlineData("/bedrock/model/x/converse", "message")]
    [InlineData("/cohere/v2/chat", "message")]
    public async Task A_provider_that_refuses_connections_is_reported_in_its_own_error_shape(string path, string messageAt)
    {
        await using var server = await TestServer.StartAsync($"http://127.0.0.1:{ClosedPort()}");

        using var response = await server.Http.PostAsync(path, RelaySpec.Json(Chat));

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        foreach (var name in messageAt.Split('.')) json = json.GetProperty(name);
        json.GetString()!.ShouldContain("could not be asked");
        var recorded = await server.RecordedAsync(response);
        recorded.Interaction.Status.ShouldBe(InteractionStatus.Error);
        recorded.Interaction.ErrorCode.ShouldBe("upstream_unreachable");
        recorded.Request!.Bytes.ToArray().ShouldBe(Encoding.UTF8.GetBytes(Chat));
    }

    [Fact]
    public async Task A_client_that_hangs_up_is_on_record_as_cancelled_with_what_had_arrived()
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"first\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            using var registration = context.RequestAborted.Register(hungUp.SetResult);
            await hungUp.Task;
        });
        await using var server = await TestServer.StartAsync(upstream.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = RelaySpec.Json(Chat) };
        InteractionId id;
        using (var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            id = InteractionId.Parse(response.Headers.GetValues("Reprise-Id").Single());
            var stream = await response.Content.ReadAsStreamAsync();
            (await stream.ReadAsync(new byte[10])).ShouldBeGreaterThan(0);
        }

        await hungUp.Task.WaitAsync(Eventually.Patience);
        var recorded = await server.RecordedAsync(id);
        recorded.Interaction.Status.ShouldBe(InteractionStatus.Cancelled);
        recorded.Interaction.ContentPreview.ShouldBe("first");
        recorded.Interaction.Usage!.Estimated.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_client_too()
    {
        using var upstream = new CannedUpstream("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":");
        await using var server = await TestServer.StartAsync(upstream.Url);

        await Should.ThrowAsync<HttpRequestException>(() => server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat)));

        var recorded = await server.OnlyOneAsync();
        recorded.Interaction.Status.ShouldBe(InteractionStatus.Error);
        recorded.Interaction.ErrorCode.ShouldBe("upstream_broken");
        Encoding.UTF8.GetString(recorded.Response!.Bytes.Span).ShouldBe("{\"id\":");
    }

    [Fact]
    public async Task A_provider_that_is_slower_than_its_limit_is_a_timeout()
    {
        await using var upstream = await RawUpstream.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var server = await TestServer.StartAsync(upstream.Url, "Providers:openai:Timeout=00:00:00.2");

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat));

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await server.RecordedAsync(response)).Interaction.Status.ShouldBe(InteractionStatus.Timeout);
    }

    [Fact]
    public async Task A_silence_longer_than_its_limit_ends_the_answer_as_a_timeout()
    {
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Providers:openai:IdleTimeout=00:00:00.2");

        await Should.ThrowAsync<HttpRequestException>(() => server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat)));

        (await server.OnlyOneAsync()).Interaction.Status.ShouldBe(InteractionStatus.Timeout);
    }

    [Fact]
    public async Task A_configured_retry_sends_the_same_bytes_again()
    {
        var bodies = new List<byte[]>();
        var heads = new List<string>();
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            heads.Add(string.Join('\n', context.Request.Headers.Select(h => $"{h.Key}: {h.Value}").Order()));
            bodies.Add(await RelaySpec.ReadAllAsync(context.Request));
            context.Response.StatusCode = bodies.Count < 3 ? 503 : 200;
            await context.Response.WriteAsync("{}");
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Providers:openai:Retries=2", "Providers:openai:RetryDelay=00:00:00.001");

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        bodies.Count.ShouldBe(3);
        bodies.ShouldAllBe(b => b.SequenceEqual(Encoding.UTF8.GetBytes(Chat)));
        heads.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_request_that_is_passed_on_as_it_comes_is_sent_once_whatever_retries_are_configured()
    {
        var lengths = new List<long>();
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            lengths.Add((await RelaySpec.ReadAllAsync(context.Request)).LongLength);
            context.Response.StatusCode = 503;
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Capture:MaxBodyBytes=100000", "Providers:openai:Retries=2", "Providers:openai:RetryDelay=00:00:00.001");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = new ByteArrayContent(new byte[300_000]) };
        request.Headers.TransferEncodingChunked = true;

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        lengths.ShouldBe([300_000]);
        var recorded = await server.RecordedAsync(response);
        recorded.Request!.Bytes.Length.ShouldBe(100_000);
        recorded.Interaction.RecordError!.ShouldContain("the request is longer than 100000 bytes");
    }

    [Theory]
    [InlineData("@127.0.0.1:9/steal")]
    [InlineData(":9/steal")]
    [InlineData("%2e127.0.0.1/steal")]
    [InlineData("\\@127.0.0.1:9/steal")]
    public async Task A_path_cannot_name_another_host(string rest)
    {
        var asked = 0;
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            asked++;
            return Task.CompletedTask;
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Providers:openai:ApiKey=sk-secret");
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(server.Url).Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /openai{rest} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 40");
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_retry_configured_a_failure_is_passed_on_at_once()
    {
        var calls = 0;
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "2";
            return context.Response.WriteAsync("{\"error\":{\"message\":\"busy\",\"code\":\"overloaded\"}}");
        });
        await using var server = await TestServer.StartAsync(upstream.Url);

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", RelaySpec.Json(Chat));

        calls.ShouldBe(1);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var recorded = await server.RecordedAsync(response);
        recorded.Interaction.ErrorCode.ShouldBe("overloaded");
        recorded.Interaction.ErrorMessage.ShouldBe("busy");
    }

    [Fact]
    public async Task A_fallback_answers_for_a_provider_that_fails_and_is_on_record_as_the_one_that_did()
    {
        var seen = new List<string>();
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            seen.AddRange(context.Request.Headers.Select(h => $"{h.Key}: {h.Value}"));
            return context.Response.WriteAsync("{}");
        });
        await using var server = await TestServer.StartInAsync(
            null,
            [$"Providers:openai:BaseUrl=http://127.0.0.1:{ClosedPort()}", "Providers:openai:Fallbacks:0=second", $"Providers:second:BaseUrl={upstream.Url}", "Providers:second:ApiKey=sk-second"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = RelaySpec.Json(Chat) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-of-the-client");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.RecordedAsync(response)).Interaction.Provider.ShouldBe("second");
        seen.ShouldContain("Authorization: Bearer sk-second");
        seen.ShouldNotContain(h => h.Contains("sk-of-the-client", StringComparison.Ordinal), "the client's key is for the provider it asked");
    }

    [Fact]
    public async Task A_client_that_hangs_up_after_the_last_event_of_its_stream_has_had_its_answer()
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"all\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            await context.Response.Body.FlushAsync();
            using var registration = context.RequestAborted.Register(hungUp.SetResult);
            await hungUp.Task;
        });
        await using var server = await TestServer.StartAsync(upstream.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = RelaySpec.Json(Chat) };
        InteractionId id;
        using (var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            id = InteractionId.Parse(response.Headers.GetValues("Reprise-Id").Single());
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line && line != "data: [DONE]") { }
        }

        (await server.RecordedAsync(id)).Interaction.Status.ShouldBe(InteractionStatus.Success);
    }

    [Fact]
    public async Task A_fallback_without_a_key_of_its_own_is_refused_at_start() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => TestServer.StartInAsync(null, ["Providers:openai:Fallbacks:0=mistral"]))).Message.ShouldContain("Providers:openai:Fallbacks names 'mistral', which has no ApiKey");

    [Theory]
    [InlineData("/openai/../anthropic/v1/messages")]
    [InlineData("/openai/%2e%2e/secret")]
    [InlineData("/openai/v1/./chat/completions")]
    public async Task A_path_that_climbs_is_refused(string path)
    {
        await using var server = await TestServer.StartAsync("http://127.0.0.1:9");
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(server.Url).Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task A_project_name_that_is_none_is_refused_before_anything_is_sent()
    {
        await using var server = await TestServer.StartAsync("http://127.0.0.1:9");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = RelaySpec.Json(Chat) };
        request.Headers.TryAddWithoutValidation("Reprise-Project", "../other");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        server.Counters.Received.ShouldBe(0);
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
