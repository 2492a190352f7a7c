using System.IO.Pipelines;
using Reprise.Documents;
using Reprise.Mcp.Proxy;
using Reprise.Tests;

namespace Reprise.Client.Tests.Mcp;

/// <summary>A proxy before a server in Node, with both ends in the test's hands.</summary>
internal sealed class ProxyStage : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _fromServer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource _life = new();
    private readonly KeptRecords _records = new();

    private ProxyStage()
    {
    }

    public IReadOnlyList<InteractionDocument> Records => _records.All;
    public Watch Watch { get; private set; } = null!;

    /// <summary>What a client writes.</summary>
    public Stream Input => _toServer.Writer.AsStream();

    /// <summary>What a client reads.</summary>
    public Stream Output => _fromServer.Reader.AsStream();

    /// <summary>Ends with the server.</summary>
    public Task<int> Running { get; private set; } = null!;

    public static async Task<ProxyStage> StartAsync(string script, string? argument = null, int maxMessageBytes = 1024 * 1024)
    {
        var folder = await NodePackages.InstallAsync("clients");
        var stage = new ProxyStage();
        stage.Watch = new Watch(new SeenCalls(stage._records, TimeProvider.System, new SeenCallsOptions { Transport = "stdio", SessionId = "s-1" }), TimeProvider.System) { MaxMessageBytes = maxMessageBytes };
        string[] command = argument is null ? ["node", Path.Combine(folder, script)] : ["node", Path.Combine(folder, script), argument];
        stage.Running = stage.RunAsync(new StdioProxy(stage.Watch, TimeProvider.System), command);
        return stage;
    }

    public async Task SendAsync(string line) => await Input.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    public Task CallAsync(string tool, string id = "1") => SendAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{"a":1} } }""");

    /// <summary>The first record of a tool, once it is there.</summary>
    public Task<InteractionDocument> RecordOfAsync(string tool) => Eventually.FindsAsync($"a call of {tool} is recorded", () => Task.FromResult(Records.FirstOrDefault(record => record.Name == tool)));

    /// <summary>The client ends its input; returns when the server has ended.</summary>
    public async Task<int> EndAsync()
    {
        await _toServer.Writer.CompleteAsync();
        return await Running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        await _toServer.Writer.CompleteAsync();
        await Running.WaitAsync(TimeSpan.FromSeconds(30));
        _life.Dispose();
    }

    private async Task<int> RunAsync(StdioProxy proxy, IReadOnlyList<string> command)
    {
        try
        {
            return await proxy.RunAsync(command, _toServer.Reader.AsStream(), _fromServer.Writer.AsStream(), _life.Token);
        }
        finally
        {
            await _fromServer.Writer.CompleteAsync();
        }
    }
}
