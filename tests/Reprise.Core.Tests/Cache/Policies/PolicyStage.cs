using Reprise.Cache.Policies;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Policies;

/// <summary>Policies over settings in memory, on a clock of their own.</summary>
internal sealed class PolicyStage : IDisposable
{
    public PolicyStage(CacheUseOptions? options = null)
    {
        Settings = new InMemorySettingsStore(Time);
        Policies = new CachePolicies(Settings, options ?? new CacheUseOptions(), Time);
        Changes = new PolicyChanges(Settings, Policies, Time);
    }

    public ManualTimeProvider Time { get; } = new();
    public InMemorySettingsStore Settings { get; }
    public CachePolicies Policies { get; }
    public PolicyChanges Changes { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PolicyStage> ReadAsync(CacheUseOptions? options = null)
    {
        var stage = new PolicyStage(options);
        await stage.Policies.RefreshAsync(Cancellation);
        return stage;
    }

    /// <summary>Writes a setting as another server would.</summary>
    public Task PutAsync(string project, string kind, string key, string json) =>
        Settings.PutAsync(new Setting { Project = project, Kind = kind, Key = key, Value = json }, null, null, Cancellation);

    public void Dispose() => Policies.Dispose();
}
