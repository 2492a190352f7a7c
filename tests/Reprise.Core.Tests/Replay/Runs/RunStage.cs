using System.Text;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Replay.Runs;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>A record with originals, a provider, and a server that may die and come back.</summary>
internal sealed class RunStage
{
    public const string Project = "shop";

    public RunStage(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Settings = new InMemorySettingsStore(Time);
        Provider = new FakeProvider(Store, new CentPrices("small", "large"), Time);
        Services = new RunServices
        {
            Store = Store, Sender = Provider, Prices = new CentPrices("small", "large"), Datasets = Datasets, Evaluators = sender => new Evaluators(StaticEmbedder.Shared, sender),
            Replayer = new Replayer(Store, Provider, StaticEmbedder.Shared), Settle = static _ => Task.FromResult(true), Time = Time,
        };
        Restart();
    }

    public TimeProvider Time { get; }
    public InMemoryInteractionStore Store { get; } = new();
    public InMemorySettingsStore Settings { get; }
    public FakeProvider Provider { get; }
    public FakeDatasets Datasets { get; } = new();
    public RunServices Services { get; set; }
    public ReplayRuns Runs { get; private set; } = null!;
    public RunDesk Desk => new(Runs, Services);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Another process takes the place of the one before.</summary>
    public void Restart() => Runs = new ReplayRuns(Settings, RunOwner.Of("here", Time), Time);

    /// <summary>Records questions from an hour ago on, one a second: <c>question 0</c>, <c>question 1</c> … to the model <c>small</c>.</summary>
    public async Task<IReadOnlyList<InteractionId>> RecordAsync(int count, Func<int, FakeReply>? reply = null, string model = "small", int from = 0)
    {
        var interactions = Enumerable.Range(from, count).Select(i => Provider.Record(Call($"question {i}", model), reply?.Invoke(i) ?? new FakeReply($"QUESTION {i}"), Time.GetUtcNow().AddHours(-1).AddSeconds(i))).ToArray();
        await Store.AppendAsync(new StoreBatch { Interactions = interactions }, Cancellation);
        return [.. interactions.Select(static interaction => interaction.Interaction.Id)];
    }

    /// <summary>Begins a run and lives it to its end.</summary>
    public async Task<ReplayRun> RunAsync(RunRequest request) => await LiveAsync(await Desk.BeginAsync(Project, request, "local", Cancellation));

    public async Task<ReplayRun> ResumeAsync(string id, RunResumption? how = null) => await LiveAsync(await Desk.ResumeAsync(Project, id, how ?? new RunResumption(), "local", Cancellation));

    public async Task<ReplayRun> LiveAsync(ReplayRun run, CancellationToken shutdown = default)
    {
        var (ended, fault) = await new RunLife(Runs, Services).LiveAsync(run, shutdown).WaitAsync(Eventually.Patience, Cancellation);
        if (fault is not null) throw new InvalidOperationException("The run broke.", fault);
        return ended;
    }

    /// <summary>The replays of a run, oldest first.</summary>
    public async Task<IReadOnlyList<InteractionSummary>> ReplaysAsync(string run)
    {
        var query = new InteractionQuery { Project = Project, Filter = FilterParser.Parse($"replay_run:{run}", Time.GetUtcNow()).Filter!, Ascending = true, Limit = 1000 };
        return (await Store.SearchAsync(query, Cancellation)).Items;
    }

    public static OutgoingCall Call(string question, string model) => new()
    {
        Project = Project, Provider = "openai", Path = "/v1/chat/completions", Labels = CallLabels.None,
        Body = Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{question}}"}]}"""),
    };
}
