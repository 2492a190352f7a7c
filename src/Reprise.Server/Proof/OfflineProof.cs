using Microsoft.Extensions.Options;
using Reprise.Proof;
using Reprise.Proof.Chain;
using Reprise.Proof.Verification;
using Reprise.Server.Stores;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Proof;

/// <summary>The record and the proof of a data folder that no server has open, for a program that verifies them and records nothing.</summary>
public sealed class OfflineProof : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly SigningKey? _key;

    private OfflineProof(ServiceProvider services, SigningKey? key) => (_services, _key) = (services, key);

    /// <param name="configuration">As the server of that folder has it.</param>
    /// <param name="data">The data folder.</param>
    /// <exception cref="InvalidOperationException">A setting is wrong; says so for people.</exception>
    /// <exception cref="ProofException">The key cannot be read.</exception>
    public static OfflineProof Open(IConfiguration configuration, string data)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrEmpty(data);
        // Without the part that chains, which would write.
        var settings = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection([new("Proof:Enabled", "false"), new("Storage:Sqlite:IdleBeforeMaintenance", "00:00:00")]).Build();
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddSettingsStore(settings, data).AddStore(settings, data).AddProof(settings, data).BuildServiceProvider();
        try
        {
            var options = services.GetRequiredService<IOptions<ProofOptions>>().Value;
            return new OfflineProof(services, SigningKey.Load(ProofServices.KeyFile(options, data)));
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    public async Task<VerificationReport> VerifyAsync(VerificationOptions options, Action<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = _services.GetRequiredService<ISettingsStore>();
        await settings.OpenAsync(cancellationToken);
        var proof = _services.GetRequiredService<IProofStore>();
        await proof.OpenAsync(cancellationToken);
        return await new Verifier(proof, _services.GetRequiredService<IInteractionStore>(), settings, _key, flush: null).RunAsync(options, progress, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _key?.Dispose();
    }
}
