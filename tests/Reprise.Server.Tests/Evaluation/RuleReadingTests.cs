using Microsoft.Extensions.Logging.Abstractions;
using Reprise.Calls;
using Reprise.Embeddings;
using Reprise.Evaluation;
using Reprise.Evaluation.Rules;
using Reprise.Interactions;
using Reprise.Server.Evaluation;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Evaluation;

/// <summary>Reading rules while the store is away.</summary>
public sealed class RuleReadingTests
{
    [Fact]
    public async Task Rules_that_cannot_be_read_at_the_start_are_read_as_soon_as_they_can_be()
    {
        var time = new ManualTimeProvider();
        var settings = new AwaySettings(new InMemorySettingsStore(time));
        await settings.PutAsync(new Setting { Project = "default", Kind = EvaluationRule.SettingKind, Key = "all", Value = """{"evaluators":["json"]}""" }, null, null, default);
        using var rules = new EvaluationRules(settings, new Evaluators(new NoEmbedder(), new NoSender()), time);
        using var reading = new RuleReading(rules, time, NullLogger<RuleReading>.Instance);

        await reading.StartAsync(default);
        rules.IsEmpty.ShouldBeTrue();
        settings.IsAway = false;
        await Eventually.HoldsAsync("the rule is read", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return !rules.IsEmpty;
        });
        await reading.StopAsync(default);
    }

    private sealed class AwaySettings(ISettingsStore inner) : ISettingsStore
    {
        public bool IsAway { get; set; } = true;

        public string Engine => inner.Engine;

        public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

        public IDisposable Watch(Action<SettingChange> changed) => inner.Watch(changed);

        public Task<Setting?> FindAsync(string project, string kind, string key, CancellationToken cancellationToken) => inner.FindAsync(project, kind, key, cancellationToken);

        public Task<IReadOnlyList<Setting>> ListAsync(string? project, string kind, CancellationToken cancellationToken) =>
            IsAway ? throw new StoreException("It is away.") : inner.ListAsync(project, kind, cancellationToken);

        public Task<Setting?> PutAsync(Setting setting, long? expectedVersion, AuditEntry? audit, CancellationToken cancellationToken) => inner.PutAsync(setting, expectedVersion, audit, cancellationToken);

        public Task<bool> RemoveAsync(string project, string kind, string key, AuditEntry? audit, CancellationToken cancellationToken) => inner.RemoveAsync(project, kind, key, audit, cancellationToken);

        public Task AppendAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => inner.AppendAuditAsync(entries, cancellationToken);

        public Task<AuditPage> AuditAsync(AuditQuery query, CancellationToken cancellationToken) => inner.AuditAsync(query, cancellationToken);

        public Task<bool> TryLeadAsync(CancellationToken cancellationToken) => inner.TryLeadAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class NoEmbedder : IEmbedder
    {
        public EmbedderIdentity Identity { get; } = new("none", "1", 1);

        public int LongestText => 1;

        public ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoSender : ICallSender
    {
        public IReadOnlyList<CallTarget> Targets => [];

        public Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken) => throw new CallRefusedException("Nobody is called here.");
    }
}
