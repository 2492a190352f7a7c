using System.Globalization;
using System.Security.Cryptography;

namespace Reprise.Replay.Runs;

/// <summary>Ids of runs: short, readable, later ones sort later.</summary>
public static class RunId
{
    // Without letters that are taken for another.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

    public static string New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return string.Create(CultureInfo.InvariantCulture, $"run-{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetString(Alphabet, 4)}");
    }
}
