using System.Globalization;

namespace Reprise.Proof.Chain;

/// <summary>Where the proof stands: what the next entry is chained to. Sealed, so that nobody without the key adds to the end or takes from it.</summary>
internal sealed record ProofHead
{
    private const string Title = "reprise-head-1";

    public required string Log { get; init; }

    /// <summary>Counts every write.</summary>
    public required long Version { get; init; }
    public required byte[] Chain { get; init; }
    public required MerkleFrontier Frontier { get; init; }

    /// <summary>The number of the last checkpoint, its size and the hash of its text; 0, 0 and <c>-</c> when there is none.</summary>
    public long Checkpoint { get; init; }
    public long CheckpointSize { get; init; }
    public string CheckpointHash { get; init; } = "-";

    /// <summary>What was on record before the proof began is still being taken over.</summary>
    public bool IsAdopting { get; init; }

    public long Size => Frontier.Size;

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Title}\n{Log}\n{Version}\n{Size}\n{Convert.ToHexStringLower(Chain)}\n{string.Join(',', Frontier.Roots.Select(Convert.ToHexStringLower))}\n{Checkpoint}\n{CheckpointSize}\n{CheckpointHash}\n{(IsAdopting ? "adopting" : "whole")}");

    /// <summary>Null when the text is no head.</summary>
    public static ProofHead? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines is not [Title, _, _, _, _, _, _, _, _, _]) return null;
        try
        {
            var size = Number(lines[3]);
            return new ProofHead
            {
                Log = lines[1],
                Version = Number(lines[2]),
                Chain = Convert.FromHexString(lines[4]),
                Frontier = new MerkleFrontier(size, lines[5].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromHexString)),
                Checkpoint = Number(lines[6]),
                CheckpointSize = Number(lines[7]),
                CheckpointHash = lines[8],
                IsAdopting = lines[9] == "adopting",
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
