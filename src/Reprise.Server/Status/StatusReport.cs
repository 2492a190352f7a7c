using System.Reflection;
using Reprise.Capture;
using Reprise.Pricing;
using Reprise.Server.Hosting;
using Reprise.Store;

namespace Reprise.Server.Status;

/// <summary>Puts the state of the server together.</summary>
internal sealed class StatusReport(
    IInteractionStore store, StoreReadiness storeReadiness, CaptureCounters counters, PriceTable prices, IConfiguration configuration, TimeProvider time)
{
    public static string Version { get; } =
        typeof(StatusReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public async Task<StatusDocument> MakeAsync(CancellationToken cancellationToken)
    {
        var trouble = await storeReadiness.FindTroubleAsync(cancellationToken);
        return new StatusDocument
        {
            Version = Version,
            StartedAt = _startedAt,
            Store = new StoreStatusDocument { Engine = store.Engine, Healthy = trouble is null, Message = trouble },
            Capture = new CaptureStatusDocument
            {
                Received = counters.Received,
                Stored = counters.Stored,
                Known = counters.Known,
                Queued = counters.Queued,
                Dropped = counters.Dropped,
                Failed = counters.Failed,
                JournalBytes = counters.JournalBytes,
                JournalHealthy = counters.JournalHealthy,
                LastError = counters.LastError,
            },
            Providers = [.. configuration.GetSection("Providers").GetChildren().Where(provider => provider["BaseUrl"] is not null).Select(Provider)],
            Prices = new PriceStatusDocument { Version = prices.Version, Models = prices.Models },
        };
    }

    private static ProviderStatusDocument Provider(IConfigurationSection section) =>
        new() { Name = section.Key, BaseUrl = WithoutCredentials(section["BaseUrl"]!), Dialect = section["Dialect"] };

    /// <summary>A base URL may carry a user name, a password or a key in its query; none of that is shown.</summary>
    private static string WithoutCredentials(string baseUrl) =>
        Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : baseUrl;
}
