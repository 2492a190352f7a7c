using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Retention;

/// <summary>A store with interactions of many days, and all that removes them, on a clock of its own.</summary>
internal sealed class RetentionStage
{
    public const string Project = "shop";

    public RetentionStage(IInteractionStore? store = null)
    {
        Store = store ?? new InMemoryInteractionStore();
        Settings = new InMemorySettingsStore(Time);
        Holds = new Holds(Settings, Time);
        Policies = new RetentionPolicies(Settings, Options, Time);
    }

    public ManualTimeProvider Time { get; } = new();
    public IInteractionStore Store { get; }
    public InMemorySettingsStore Settings { get; }
    public Holds Holds { get; }
    public RetentionOptions Options { get; } = new() { StepSize = 3, Share = 1 };
    public RetentionPolicies Policies { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Records an interaction of so many days ago.</summary>
    public async Task<InteractionId> RecordAsync(double daysAgo, InteractionKind kind = InteractionKind.Llm, string project = Project, int bytes = 10, Func<Interaction, Interaction>? with = null)
    {
        var at = Time.GetUtcNow().AddDays(-daysAgo);
        var interaction = new Interaction
        {
            Id = InteractionId.At(at), Project = project, Timestamp = at, Kind = kind, Status = InteractionStatus.Success, Dialect = "opaque",
            RequestBytes = bytes, PromptPreview = "what was asked",
        };
        interaction = with?.Invoke(interaction) ?? interaction;
        var recorded = new RecordedInteraction { Interaction = interaction, Request = new Body { Bytes = new byte[bytes] }, SearchText = "words" };
        await Store.AppendAsync(new StoreBatch { Interactions = [recorded] }, Cancellation);
        return interaction.Id;
    }

    public Task<RetentionReport> RunAsync(bool dryRun = false, string? project = null, Func<CancellationToken, Task<bool>>? mayGoOn = null, CancellationToken? cancellationToken = null) =>
        new RetentionRun(Store, Settings, Policies, Holds, Options, Time)
            .RunAsync(project, dryRun, "reprise", mayGoOn ?? (static _ => Task.FromResult(true)), cancellationToken ?? Cancellation);

    public Task<DeletionResult> DeleteAsync(
        string filter, bool dryRun = false, bool leaveHeld = false, DateTimeOffset? from = null, DateTimeOffset? to = null, Func<CancellationToken, Task<bool>>? mayGoOn = null) =>
        new Deletion(Store, Settings, Holds, Options, Time).RunAsync(
            new InteractionQuery { Project = Project, Filter = Filter(filter), From = from, To = to }, dryRun, leaveHeld, "local", mayGoOn ?? (static _ => Task.FromResult(true)), Cancellation);

    public Task<Hold?> HoldAsync(string name, string filter) => Holds.PlaceAsync(Project, name, Filter(filter), "a lawsuit", "local", Cancellation);

    /// <summary>Ids left, oldest first.</summary>
    public async Task<IReadOnlyList<InteractionId>> LeftAsync(string project = Project)
    {
        var page = await Store.SearchAsync(new InteractionQuery { Project = project, Ascending = true, Limit = InteractionQuery.MaxLimit }, Cancellation);
        return [.. page.Items.Select(item => item.Interaction.Id)];
    }

    /// <summary>Ids of those that still have bodies, oldest first.</summary>
    public async Task<IReadOnlyList<InteractionId>> WithBodiesAsync()
    {
        var page = await Store.ReadAsync(new InteractionQuery { Project = Project, Ascending = true, Limit = InteractionQuery.MaxLimit }, Cancellation);
        return [.. page.Items.Where(item => item.Request is not null).Select(item => item.Interaction.Id)];
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string action = "*") =>
        (await Settings.AuditAsync(new AuditQuery { Action = action, Limit = AuditQuery.MaxLimit }, Cancellation)).Entries;

    public Filter Filter(string text) => FilterParser.Parse(text, Time.GetUtcNow()).Filter.ShouldNotBeNull();
}
