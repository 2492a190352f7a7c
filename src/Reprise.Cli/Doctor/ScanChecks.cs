using System.Text.Json;
using Reprise.Cli.Output;
using Reprise.Client;

namespace Reprise.Cli.Doctor;

/// <summary>What the server says of its scanning, judged.</summary>
internal static class ScanChecks
{
    private const string Rules = "scanning rules";

    public static async Task<Finding> RunAsync(RepriseClient client, CancellationToken cancellationToken)
    {
        try
        {
            return Of(await client.GetSecurityStatusAsync(cancellationToken));
        }
        catch (RepriseApiException e)
        {
            return Finding.Warning(Rules, ApiErrorText.Of(e), "The server may be older than this program; run the same version of both.");
        }
    }

    /// <param name="status">What <c>GET /api/security/status</c> says.</param>
    public static Finding Of(JsonElement status)
    {
        if (!status.TryGetProperty("yara", out var yara)) return Finding.Warning(Rules, "the server says nothing about them", "It may be older than this program; run the same version of both.");
        if (!yara.GetProperty("available").GetBoolean())
        {
            var reason = TextOf(yara, "reason") ?? "no library";
            return reason.StartsWith("turned off", StringComparison.Ordinal)
                ? Finding.Good(Rules, reason)
                : Finding.Warning(Rules, reason, "YARA rules are not looked for; everything else is. Install libyara 4 (apt install libyara9 or libyara10, brew install yara), or set Security:Yara to false.");
        }

        var count = Format.Count(yara.GetProperty("rules").GetInt32());
        var text = $"libyara {TextOf(yara, "version") ?? "of an unknown version"} ({TextOf(yara, "library")}), {count} rules";
        var bad = yara.TryGetProperty("files", out var files) ? files.EnumerateArray().Where(static file => TextOf(file, "error") is not null).Select(static file => TextOf(file, "name")!).ToList() : [];
        return bad.Count == 0
            ? Finding.Good(Rules, text)
            : Finding.Warning(Rules, $"{text}; not used: {string.Join(", ", bad.Take(5))}", "See 'reprise scan status' for the line and the reason.");
    }

    private static string? TextOf(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
