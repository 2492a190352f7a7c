using System.Text.Json;
using Reprise.Client.Documents;
using Reprise.Proof;
using Reprise.Proof.Verification;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Verifies the record of all projects on the server; takes as long as reading all of it does.</summary>
    /// <param name="request">What, and against which exported checkpoint.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it, on the server too.</param>
    public async Task<VerificationReport> VerifyAsync(VerificationRequest request, Action<VerificationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var response = await SendAsync(HttpMethod.Post, "api/proof/verify", Json(request, ClientJson.Default.VerificationRequest), cancellationToken, NdJson).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var read = JsonSerializer.Deserialize(line, ClientJson.Default.VerificationLine);
            if (read?.Report is { } report) return report;
            if (read?.Progress is { } step) progress?.Invoke(step);
        }

        throw new IOException("The server's answer broke off before the verification was done.");
    }

    /// <summary>The proof that an interaction was recorded as it is, for somebody with no access to the record.</summary>
    public Task<InclusionProof> GetInclusionProofAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return GetAsync($"api/interactions/{Uri.EscapeDataString(id)}/proof", ClientJson.Default.InclusionProof, cancellationToken);
    }

    /// <summary>Signs a checkpoint over everything until now, to be kept elsewhere.</summary>
    public Task<ExportedCheckpoint> SignCheckpointAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/proof/checkpoint", null, ClientJson.Default.ExportedCheckpoint, cancellationToken);
}
