using Reprise.Cache.Curation;
using Reprise.Cache.Policies;
using Reprise.Core.Tests.Cache.Policies;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Curation;

public sealed class CacheCurationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_evicted_before_the_client_went_away_is_on_the_audit_log()
    {
        using var policies = await PolicyStage.ReadAsync();
        var store = new FailingStore();
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 700).Select(i => Missed(policies.Time.GetUtcNow().AddMilliseconds(-i - 1)))] }, Cancellation);
        var curation = new CacheCuration(store, policies.Settings, policies.Policies, policies.Changes, policies.Time);
        using var client = new CancellationTokenSource();
        var pages = 0;

        await Should.ThrowAsync<OperationCanceledException>(() => curation.EvictAsync(new CacheSelection { Project = "default" }, dryRun: false, "local", MayGoOn, client.Token));

        var entry = (await AuditAsync(policies)).ShouldHaveSingleItem();
        (entry.Action, entry.Details).ShouldBe(("cache.evict", """{"interactions":500}"""));

        bool MayGoOn()
        {
            if (pages++ == 1) client.Cancel();
            return true;
        }
    }

    [Fact]
    public async Task What_was_evicted_before_the_store_failed_is_on_the_audit_log()
    {
        using var policies = await PolicyStage.ReadAsync();
        var store = new FailingStore();
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 700).Select(i => Missed(policies.Time.GetUtcNow().AddMilliseconds(-i - 1)))] }, Cancellation);
        var curation = new CacheCuration(store, policies.Settings, policies.Policies, policies.Changes, policies.Time);
        store.SearchesLeft = 1;

        await Should.ThrowAsync<StoreException>(() => curation.EvictAsync(new CacheSelection { Project = "default" }, dryRun: false, "local", static () => true, Cancellation));

        (await AuditAsync(policies)).ShouldHaveSingleItem().Details.ShouldBe("""{"interactions":500}""");
    }

    [Theory]
    [InlineData("pin")]
    [InlineData("unpin")]
    [InlineData("edit")]
    public async Task A_change_is_on_the_audit_log_though_the_client_went_away_as_soon_as_it_was_made(string change)
    {
        using var policies = await PolicyStage.ReadAsync();
        using var client = new CancellationTokenSource();
        var store = new FailingStore { AfterAppend = client.Cancel };
        var curation = new CacheCuration(store, policies.Settings, policies.Policies, policies.Changes, policies.Time);
        var answer = Missed(policies.Time.GetUtcNow()).Interaction;

        await (change switch
        {
            "pin" => curation.PinAsync(answer, "local", client.Token),
            "unpin" => curation.UnpinAsync(answer, "local", client.Token),
            _ => curation.EditAsync(answer, "better", "local", client.Token),
        });

        (await AuditAsync(policies)).ShouldHaveSingleItem().Action.ShouldBe("cache." + change);
    }

    private static async Task<IReadOnlyList<AuditEntry>> AuditAsync(PolicyStage policies) => (await policies.Settings.AuditAsync(new AuditQuery { Project = "default" }, Cancellation)).Entries;

    private static RecordedInteraction Missed(DateTimeOffset at) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.At(at), Project = "default", Timestamp = at, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "openai.chat",
            Cache = new CacheOutcome { Status = "miss", Policy = CachePresets.DefaultName },
        },
    };

    private sealed class FailingStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        public int SearchesLeft { get; set; } = int.MaxValue;

        public Action? AfterAppend { get; init; }

        public override Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? throw new OperationCanceledException(cancellationToken) : SearchesLeft-- > 0 ? base.SearchAsync(query, cancellationToken) : throw new StoreException("down") { IsTransient = true };

        public override async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
        {
            var result = await base.AppendAsync(batch, cancellationToken);
            AfterAppend?.Invoke();
            return result;
        }
    }
}
