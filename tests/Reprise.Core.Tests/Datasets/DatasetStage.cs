using System.Text;
using Reprise.Datasets;
using Reprise.Datasets.Files;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Datasets;

/// <summary>Datasets over stores in memory.</summary>
internal sealed class DatasetStage
{
    public DatasetStage()
    {
        Settings = new InMemorySettingsStore(Time);
        Datasets = new SettingsDatasets(Settings, Time);
    }

    public ManualTimeProvider Time { get; } = new();
    public InMemorySettingsStore Settings { get; }
    public InMemoryInteractionStore Store { get; } = new();
    public SettingsDatasets Datasets { get; }

    public static DatasetCase Case(string id, string? expected = null, string? body = null) =>
        new() { CaseId = id, Expected = expected, Request = new DatasetRequest("openai", "/v1/chat/completions", body ?? """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}""") };

    public Task<DatasetVersion> AddAsync(string name, params DatasetCase[] cases) => Datasets.AddVersionAsync("default", name, Each(cases), new DatasetOrigin("a test"), "tester", default);

    public async Task<List<DatasetCase>> CasesAsync(string name, int? version = null) => await ToListAsync(Datasets.CasesAsync("default", name, version, default));

    public async Task<int> PartsAsync() => (await Settings.ListAsync("default", SettingsDatasets.PartKind, default)).Count;

    public async Task<int> DraftsAsync() => (await Settings.ListAsync("default", DatasetDraft.SettingKind, default)).Count;

    /// <summary>Puts a call on record; the answer is the provider's own bytes.</summary>
    public async Task<InteractionId> RecordAsync(string dialect, string request, string? answer, params (string Name, string Text)[] corrections)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var id = InteractionId.New(Time);
        var record = Replay.Recorded.Call(dialect, request);
        record = record with
        {
            Interaction = record.Interaction with { Id = id, Timestamp = Time.GetUtcNow(), HttpStatus = 200 },
            Response = answer is null ? null : new Body { Bytes = Encoding.UTF8.GetBytes(answer), ContentType = "application/json" },
        };
        var facts = corrections.Select(correction => new Fact { FactId = InteractionId.New(Time), InteractionId = id, Project = "default", Kind = FactKind.Correction, Timestamp = Time.GetUtcNow(), Name = correction.Name, Text = correction.Text });
        await Store.AppendAsync(new StoreBatch { Interactions = [record], Facts = [.. facts] }, default);
        return id;
    }

    public static async Task<List<DatasetCase>> ReadFileAsync(string text, string? model = "gpt-4o-mini", bool csv = false)
    {
        var file = new CaseFile(new CaseTarget(Model: model));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await ToListAsync(csv ? file.CsvAsync(stream, default) : file.LinesAsync(stream, default));
    }

    public static async IAsyncEnumerable<T> Each<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    public static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items) all.Add(item);
        return all;
    }
}
