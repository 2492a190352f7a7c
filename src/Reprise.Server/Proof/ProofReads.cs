using Reprise.Interactions;
using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Server.Api;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Proof;

/// <summary>Reads the proof for the API. Not registered where the proof is off.</summary>
internal sealed class ProofReads(ProofLog log, IInteractionStore store, ISettingsStore settings) : IDisposable
{
    // Verification reads everything; two at a time would only take longer.
    private readonly SemaphoreSlim _one = new(1, 1);

    public void Dispose() => _one.Dispose();

    public async Task<VerificationReport> VerifyAsync(VerificationOptions options, Action<VerificationProgress> progress, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await log.OpenAsync(cancellationToken);
            return await new Verifier(log.Store, store, settings, log.Key, log.FlushAsync).RunAsync(options, progress, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<InclusionProof> ProofOfAsync(RecordedInteraction record, CancellationToken cancellationToken)
    {
        try
        {
            return await new InclusionProofs(log).FindAsync(record, cancellationToken)
                ?? throw new ApiProblem(404, "proof-not-found", "No proof", $"Interaction {record.Interaction.Id} has no entry in the proof: it was recorded while the proof was off, or could not be written.");
        }
        catch (ProofException exception)
        {
            throw new ApiProblem(409, "not-provable", "Cannot be proven", exception.Message);
        }
    }

    public async Task<ExportedCheckpoint> CheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await log.CheckpointAsync(cancellationToken) ?? throw new ProofException("Nothing was recorded yet.");
        }
        catch (ProofException exception)
        {
            throw new ApiProblem(409, "not-provable", "Cannot be proven", exception.Message);
        }
    }
}
