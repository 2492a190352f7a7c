using Reprise.Cli.Output;
using Reprise.Client;
using Reprise.Replay;
using Reprise.Wire;

namespace Reprise.Cli.Commands.Replay;

/// <summary>
/// Sends a replay, with a key out of the environment where one is needed: it leaves this process only when it was named, or when the server says that it has none, is
/// where nobody else can listen, and asks a provider that everybody knows. Else a server could have any variable that ends like one by naming a provider so.
/// </summary>
internal sealed class KeyedReplay(RepriseClient client, Uri server, Terminal terminal, string? variable)
{
    /// <summary>Variables that the providers' own clients read.</summary>
    private static readonly Dictionary<string, string[]> s_usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gemini"] = ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
        ["bedrock"] = ["AWS_BEARER_TOKEN_BEDROCK"],
        ["cohere"] = ["CO_API_KEY", "COHERE_API_KEY"],
        ["huggingface"] = ["HF_TOKEN"],
    };

    public async Task<ReplayResultDocument> SendAsync(string id, ReplayOrderDocument order, CancellationToken cancellationToken)
    {
        if (variable is not null) return await client.ReplayAsync(id, order, Named(variable), cancellationToken);
        try
        {
            return await client.ReplayAsync(id, order, null, cancellationToken);
        }
        catch (RepriseApiException e) when (e.Code == ReplayObstacles.NoCredential && (server.IsLoopback || server.Scheme == Uri.UriSchemeHttps))
        {
            // Who would be asked is known to the server alone, when the command names no provider.
            var provider = order.Provider ?? (await client.ReplayAsync(id, order with { DryRun = true }, null, cancellationToken)).Request.Provider;
            if (!BuiltInProviders.All.ContainsKey(provider)) throw;
            if (UsualOf(provider).Select(terminal.Environment).FirstOrDefault(static value => !string.IsNullOrEmpty(value)) is not { } key) throw;
            return await client.ReplayAsync(id, order, key, cancellationToken);
        }
    }

    private string Named(string name) =>
        terminal.Environment(name) is { Length: > 0 } key ? key : throw CommandFailedException.Usage($"--key-env: there is no environment variable {name}.");

    private static string[] UsualOf(string provider) =>
        s_usual.TryGetValue(provider, out var names) ? names : [provider.ToUpperInvariant().Replace('-', '_').Replace('.', '_') + "_API_KEY"];
}
