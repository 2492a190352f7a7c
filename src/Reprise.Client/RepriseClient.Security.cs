using System.Text;
using System.Text.Json;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>The library, rules and errors of scanning, and what was done at the gateway.</summary>
    public Task<JsonElement> GetSecurityStatusAsync(CancellationToken cancellationToken = default) => GetAsync("api/security/status", ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Everything that scanning finds in a text, and what the project's policy would do.</summary>
    public Task<JsonElement> TestSecurityAsync(string? text, string? answer = null, string? system = null, CancellationToken cancellationToken = default) =>
        SendJsonAsync(HttpMethod.Post, "api/security/test", [("text", text), ("answer", answer), ("system", system)], null, cancellationToken);

    /// <summary>What the project does about what scanning finds.</summary>
    public Task<JsonElement> GetSecurityPolicyAsync(CancellationToken cancellationToken = default) => GetAsync("api/security/policy", ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Sets what the project does about what scanning finds.</summary>
    public Task<JsonElement> SetSecurityPolicyAsync(string policy, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, "api/security/policy", new StringContent(policy, Encoding.UTF8, "application/json"), ClientJson.Default.JsonElement, cancellationToken);

    /// <summary>Takes the project's policy back.</summary>
    public async Task RemoveSecurityPolicyAsync(CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Delete, "api/security/policy", null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Scans what is on record again. Not complete when there is more to do than one call may take; its cursor goes on.</summary>
    public Task<JsonElement> ScanAsync(string? q, string? from, string? to, string? rules, bool dryRun, string? cursor, CancellationToken cancellationToken = default) =>
        SendJsonAsync(HttpMethod.Post, "api/security/scans", [("q", q), ("from", from), ("to", to), ("rules", rules), ("cursor", cursor)], dryRun, cancellationToken);

    private async Task<JsonElement> SendJsonAsync(HttpMethod method, string path, (string Name, string? Value)[] members, bool? dryRun, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members) if (value is not null) json.WriteString(name, value);
            if (dryRun is { } dry) json.WriteBoolean("dry_run", dry);
            json.WriteEndObject();
        }

        return await ReadAsync(method, path, new StringContent(Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8, "application/json"), ClientJson.Default.JsonElement, cancellationToken).ConfigureAwait(false);
    }
}
