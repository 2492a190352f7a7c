using System.Globalization;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>The seed of a random test: another one on each run, or the one in <c>REPRISE_SEED</c> to see a failure again.</summary>
internal static class Seed
{
    public static int Next() =>
        int.TryParse(Environment.GetEnvironmentVariable("REPRISE_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
}
