using System.Reflection;
using Reprise.Capture;
using Reprise.Pricing;
using Reprise.Server.Evaluation;
using Reprise.Server.Gateway;
using Reprise.Server.Observation;
using Reprise.Server.Prices;
using Reprise.Server.Proof;
using Reprise.Store;

namespace Reprise.Server.Status;

/// <summary>Puts the state of the server together.</summary>
internal sealed class StatusReport(
    IInteractionStore store, StoreReadiness storeReadiness, CaptureCounters counters, Journal journal, PriceBook prices, ProviderDirectory providers,
    CacheStatusReport cache, ProofStatusReport proof, OnlineCounters scored, OnlineEvaluation online, TimeProvider time) : IHostedService
{
    public static string Version { get; } =
        typeof(StatusReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>When the server started: hosted services are made together, before the first of them runs.</summary>
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<StatusDocument> MakeAsync(CancellationToken cancellationToken)
    {
        var trouble = await storeReadiness.FindTroubleAsync(cancellationToken);
        var instance = journal.Instance;
        return new StatusDocument
        {
            Version = Version,
            StartedAt = _startedAt,
            FolderId = instance?.Folder.ToString(),
            InstanceId = instance?.Run.ToString(),
            Store = new StoreStatusDocument { Engine = store.Engine, Healthy = trouble is null, Message = trouble },
            Capture = new CaptureStatusDocument
            {
                Received = counters.Received,
                Stored = counters.Stored,
                Known = counters.Known,
                Queued = counters.Queued,
                Dropped = counters.Dropped,
                Withheld = counters.Withheld.Count == 0 ? null : counters.Withheld,
                Failed = counters.Failed,
                Unjournaled = counters.Unjournaled,
                JournalBytes = counters.JournalBytes,
                JournalHealthy = counters.JournalHealthy,
                LastError = counters.LastError,
            },
            Cache = cache.Make(),
            Proof = proof.Make(),
            Evaluation = new EvaluationStatusDocument { Received = scored.Received, Scored = scored.Scored, Queued = online.Queued, Dropped = scored.Dropped, Limited = scored.Limited, Failed = scored.Failed },
            Providers = [.. providers.All.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new ProviderStatusDocument { Name = p.Name, BaseUrl = p.BaseUrl, Dialect = p.Options.Dialect })],
            Prices = new PriceTableDocument { Version = prices.Version, Models = prices.Models },
        };
    }
}
