namespace Reprise.Embeddings;

/// <summary>Names one model so exactly that vectors of equal identities may be compared.</summary>
/// <param name="Name">Such as <c>reprise-static</c> or <c>openai/text-embedding-3-small</c>; at most 200 characters.</param>
/// <param name="Version">Changes whenever the same text may get another vector.</param>
/// <param name="Dimensions">Values in a vector, 1 to 8,192.</param>
public sealed record EmbedderIdentity(string Name, string Version, int Dimensions)
{
    public const int LongestName = 200;
    public const int MostDimensions = 8192;

    public string Name { get; } = Checked(Name, nameof(Name));

    public string Version { get; } = Checked(Version, nameof(Version));

    public int Dimensions { get; } = Dimensions is > 0 and <= MostDimensions
        ? Dimensions
        : throw new ArgumentOutOfRangeException(nameof(Dimensions), Dimensions, $"A vector has 1 to {MostDimensions} values.");

    public override string ToString() => $"{Name}@{Version}, {Dimensions} dimensions";

    private static string Checked(string text, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, name);
        return text.Length <= LongestName ? text : throw new ArgumentException($"At most {LongestName} characters.", name);
    }
}
