using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Reprise.Client.Tests.Mcp;

/// <summary>The proxy between real clients and servers, and between a client and a server that misbehaves.</summary>
public sealed class ProxySpec
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_between_a_real_client_and_a_real_server_are_recorded()
    {
        await using var stage = await ProxyStage.StartAsync("mcp-server.mjs");
        await using (var client = await McpClient.CreateAsync(new StreamClientTransport(stage.Input, stage.Output), new McpClientOptions { ClientInfo = new Implementation { Name = "tester", Version = "9" } }, cancellationToken: Token))
        {
            (await client.ListToolsAsync(cancellationToken: Token)).Select(tool => tool.Name).ShouldContain("forecast");
            var answer = await client.CallToolAsync("forecast", new Dictionary<string, object?> { ["town"] = "Ulm" }, new Progress<ProgressNotificationValue>(), cancellationToken: Token);
            answer.Content.OfType<TextContentBlock>().Single().Text.ShouldBe("Rain in Ulm");
            (await client.CallToolAsync("broken", cancellationToken: Token)).IsError.ShouldBe(true);
            await client.ReadResourceAsync("weather://map", cancellationToken: Token);
            await client.GetPromptAsync("ask", cancellationToken: Token);
            using var cancel = new CancellationTokenSource();
            var slow = client.CallToolAsync("slow", cancellationToken: cancel.Token).AsTask();
            await Task.Yield();
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(slow);
        }

        await stage.EndAsync();
        var records = stage.Records.ToDictionary(record => record.Name!, StringComparer.Ordinal);
        records.Keys.Except(["slow"]).ShouldBe(["forecast", "broken", "weather://map", "ask"], ignoreOrder: true);
        var forecast = records["forecast"];
        (forecast.Kind, forecast.Status, forecast.Provider, forecast.SessionId, forecast.Response!.Content).ShouldBe(("tool", "success", "weather", "s-1", "Rain in Ulm"));
        forecast.Request!.Parameters!.Value.GetProperty("town").GetString().ShouldBe("Ulm");
        var mcp = forecast.Metadata!.Value.GetProperty("mcp");
        (mcp.GetProperty("server").GetString(), mcp.GetProperty("server_version").GetString(), mcp.GetProperty("client").GetString()).ShouldBe(("weather", "1.2.3", "tester"));
        mcp.GetProperty("progress_notifications").GetInt32().ShouldBe(1);
        (records["broken"].Status, records["broken"].ErrorCode, records["broken"].ErrorMessage).ShouldBe(("error", "tool_error", "no such station"));
        (records["weather://map"].Kind, records["ask"].Kind).ShouldBe(("api_request", "event"));
        if (records.TryGetValue("slow", out var slowly)) slowly.Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Every_byte_passes_as_it_came_whatever_it_is()
    {
        await using var stage = await ProxyStage.StartAsync("mcp-bad.mjs", "echo");
        var seed = Random.Shared.Next();
        var bytes = new byte[3_000_000];
        new Random(seed).NextBytes(bytes);
        Encoding.UTF8.GetBytes("{\"jsonrpc\": \"2.0\" , \"id\":1.0,\"method\":\"tools/call\",\"params\":{\"name\":\"caf\\u00e9\"}}\r\n\n\n[]\n{").CopyTo(bytes, 1000);
        var echoed = ReadAsync(stage.Output, bytes.Length);
        await stage.Input.WriteAsync(bytes, Token);

        var came = await echoed.WaitAsync(TimeSpan.FromSeconds(30), Token);
        SHA256.HashData(came).ShouldBe(SHA256.HashData(bytes), $"seed {seed}");
    }

    [Theory]
    [InlineData("twice", "success", "first")]
    [InlineData("garbage", "success", "after garbage")]
    [InlineData("flood", "success", "after the flood")]
    [InlineData("surrogate", "success", null)]
    public async Task A_server_that_talks_nonsense_does_not_spoil_the_record(string tool, string status, string? content)
    {
        await using var stage = await ProxyStage.StartAsync("mcp-bad.mjs");
        _ = DrainAsync(stage.Output);
        await stage.CallAsync(tool);
        await stage.CallAsync("ping", "2");

        var record = await stage.RecordOfAsync(tool);
        await stage.RecordOfAsync("ping");
        record.Status.ShouldBe(status);
        if (content is not null) record.Response!.Content.ShouldBe(content);
        await stage.EndAsync();
        stage.Records.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_too_large_to_be_read_passes_and_its_call_is_recorded_without_it()
    {
        await using var stage = await ProxyStage.StartAsync("mcp-bad.mjs");
        var drained = ReadAsync(stage.Output, 3_000_000);
        await stage.CallAsync("huge");

        var record = await stage.RecordOfAsync("huge");
        (await drained.WaitAsync(TimeSpan.FromSeconds(30), Token)).Length.ShouldBe(3_000_000);
        (record.Status, record.Response).ShouldBe(("success", null));
        record.RecordError!.ShouldContain("too large");
    }

    [Fact]
    public async Task A_server_that_dies_leaves_calls_that_say_so()
    {
        await using var stage = await ProxyStage.StartAsync("mcp-bad.mjs");
        _ = DrainAsync(stage.Output);
        await stage.CallAsync("silent");
        await stage.CallAsync("die", "2");

        (await stage.Running.WaitAsync(TimeSpan.FromSeconds(30), Token)).ShouldBe(7);
        stage.Records.Select(record => (record.Name, record.Status, record.ErrorCode)).ShouldBe([("silent", "error", "no_answer"), ("die", "error", "no_answer")], ignoreOrder: true);
        stage.Records[0].ErrorMessage!.ShouldContain("exit code 7");
    }

    [Fact]
    public async Task What_the_client_gives_up_on_is_cancelled_and_wrong_ids_answer_nothing()
    {
        await using var stage = await ProxyStage.StartAsync("mcp-bad.mjs");
        _ = DrainAsync(stage.Output);
        await stage.CallAsync("wrong-id");
        await stage.CallAsync("silent", "\"a\"");
        await stage.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a","reason":"enough"}}""");
        await stage.CallAsync("error", "3");
        var refused = await stage.RecordOfAsync("error");
        await stage.EndAsync();

        (refused.Status, refused.ErrorCode, refused.ErrorMessage).ShouldBe(("error", "-32602", "no such tool"));
        stage.Records.Single(record => record.Name == "silent").ErrorMessage.ShouldBe("enough");
        stage.Records.Single(record => record.Name == "wrong-id").Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Batches_and_trace_context_are_understood()
    {
        await using var stage = await ProxyStage.StartAsync("mcp-bad.mjs");
        _ = DrainAsync(stage.Output);
        await stage.SendAsync("""[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"one","_meta":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}},{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"two"}}]""");

        var one = await stage.RecordOfAsync("one");
        (one.TraceId, one.ParentId, one.Response!.Content).ShouldBe(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "batch one"));
        (await stage.RecordOfAsync("two")).Response!.Content.ShouldBe("batch two");
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task DrainAsync(Stream stream)
    {
        var piece = new byte[64 * 1024];
        while (await stream.ReadAsync(piece) > 0)
        {
        }
    }
}
