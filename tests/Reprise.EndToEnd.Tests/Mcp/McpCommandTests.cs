using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Mcp;

/// <summary>The shipped executable as assistants start it: as a server, and before another one.</summary>
public sealed class McpCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tool_called_through_the_proxy_is_found_by_an_assistant()
    {
        using var folder = new TempFolder();
        var clients = await NodePackages.InstallAsync("clients");
        await using var server = await ServerProcess.StartAsync(folder.Path, []);

        // 1. A real client calls a real server through the proxy.
        await using (var caller = await ConnectAsync("mcp", "proxy", "--server", server.Url, "--session", "s-mcp", "--tag", "test", "--", "node", Path.Combine(clients, "mcp-server.mjs")))
        {
            var answer = await caller.CallToolAsync("forecast", new Dictionary<string, object?> { ["town"] = "Ulm" }, cancellationToken: Token);
            answer.Content.OfType<TextContentBlock>().Single().Text.ShouldBe("Rain in Ulm");
        }

        // 2. An assistant finds it.
        await using var assistant = await ConnectAsync("mcp", "--server", server.Url);
        var found = await Eventually.FindsAsync("the call is on record", async () =>
        {
            var answer = await assistant.CallToolAsync("search", new Dictionary<string, object?> { ["filter"] = "kind:tool name:forecast" }, cancellationToken: Token);
            var json = JsonDocument.Parse(answer.Content.OfType<TextContentBlock>().Single().Text.Split('\n')[2]).RootElement;
            return json.GetProperty("items").GetArrayLength() == 1 ? json.GetProperty("items")[0].Clone() : (object?)null;
        });
        var row = (JsonElement)found;
        (row.GetProperty("session_id").GetString(), row.GetProperty("answered").GetString(), row.GetProperty("provider").GetString()).ShouldBe(("s-mcp", "Rain in Ulm", "weather"));
        row.GetProperty("tags")[0].GetString().ShouldBe("test");
    }

    [Fact]
    public async Task An_assistant_is_told_when_there_is_no_server()
    {
        await using var assistant = await ConnectAsync("mcp", "--server", "http://127.0.0.1:9");
        var answer = await assistant.CallToolAsync("search", cancellationToken: Token);

        answer.IsError.ShouldBe(true);
        answer.Content.OfType<TextContentBlock>().Single().Text.ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData("give a command after --, or --url")]
    [InlineData("give a command after --, or --url", "--url", "http://127.0.0.1:1/mcp", "--", "node")]
    [InlineData("not an address of a server", "--url", "nowhere")]
    [InlineData("not an address on loopback", "--url", "http://127.0.0.1:1/mcp", "--listen", "http://0.0.0.0:9")]
    [InlineData("cannot be started", "--", "no-such-program-here")]
    public async Task What_the_proxy_cannot_do_it_says(string why, params string[] arguments)
    {
        var run = await Run.Here(["mcp", "proxy", .. arguments]);

        run.ExitCode.ShouldNotBe(0);
        run.Error.ShouldContain(why);
    }

    private static Task<McpClient> ConnectAsync(params string[] arguments) => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions { Command = "dotnet", Arguments = [Path.Combine(AppContext.BaseDirectory, "reprise.dll"), .. arguments] }), cancellationToken: Token);
}
