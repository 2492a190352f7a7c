using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Batches;
using Reprise.Client;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Server.Tests.Batches;

/// <summary>The real server before a provider with batch APIs; it can be ended and started again over the same folder.</summary>
internal sealed class BatchStage : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private string[] _settings = [];

    public BatchUpstream Upstream { get; private set; } = null!;
    public TestServer Server { get; private set; } = null!;
    public RepriseClient Client { get; private set; } = null!;
    public string Folder => _folder.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<BatchStage> StartAsync(params string[] settings)
    {
        var stage = new BatchStage { Upstream = await BatchUpstream.StartAsync() };
        stage._settings = [.. TestServer.All(stage.Upstream.Url), "Batches:PollFirst=00:00:00.020", "Batches:PollMost=00:00:00.100", .. settings];
        await stage.StartServerAsync();
        return stage;
    }

    public async Task StartServerAsync()
    {
        Server = await TestServer.StartInAsync(_folder.Path, _settings);
        Client = new RepriseClient(new Uri(Server.Url));
    }

    public async Task EndServerAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    public static BatchCallRequest Chat(string content, string? name = null, string model = "gpt-4o-mini") => new()
    {
        CustomId = name,
        Body = JsonElement.Parse($$"""{"model":"{{model}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(content)}}}]}"""),
    };

    public static BatchCallRequest Message(string content) => new()
    {
        Body = JsonElement.Parse($$"""{"model":"claude-3-5-haiku-20241022","max_tokens":64,"messages":[{"role":"user","content":{{JsonSerializer.Serialize(content)}}}]}"""),
    };

    public Task<BatchDocument> SubmitAsync(string provider, params BatchCallRequest[] calls) =>
        Client.SubmitBatchAsync(new BatchRequest { Provider = provider, Requests = calls }, Cancellation);

    public Task<BatchDocument> EndOfAsync(string id) => Eventually.FindsAsync($"{id} ends", async () =>
    {
        var batch = await Client.GetBatchAsync(id, Cancellation);
        return batch.State is BatchState.Done or BatchState.Cancelled ? batch : null;
    });

    /// <summary>The calls of a batch as they are on record, in the batch's order.</summary>
    public async Task<List<RecordedInteraction>> RecordsAsync(string id)
    {
        var records = new List<RecordedInteraction>();
        foreach (var call in (await Client.ListBatchCallsAsync(id, cancellationToken: Cancellation)).Items) records.Add(await Server.RecordedAsync(InteractionId.Parse(call.InteractionId)));
        return records;
    }

    public static string Text(Body? body) => body is null ? "" : Encoding.UTF8.GetString(body.Bytes.Span);

    /// <summary>Files of the data folder in which the text stands as it is.</summary>
    public List<string> FilesWith(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0)];
    }

    /// <summary>What is kept of the calls that wait, with their data in the clear.</summary>
    public async Task<string> KeptAsync()
    {
        var parts = await Server.Services.GetRequiredService<ISettingsStore>().ListAsync(null, Batch.PartKind, Cancellation);
        var rows = parts.SelectMany(static part => JsonDocument.Parse(part.Value).RootElement.TryGetProperty("rows", out var rows) ? rows.EnumerateArray().ToArray() : []);
        return string.Join('\n', rows.Select(static row => row.TryGetProperty("data", out var data) ? Encoding.UTF8.GetString(data.GetBytesFromBase64()) : ""));
    }

    public async ValueTask DisposeAsync()
    {
        await EndServerAsync();
        await Upstream.DisposeAsync();
        _folder.Dispose();
    }
}
