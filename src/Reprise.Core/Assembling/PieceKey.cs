namespace Reprise.Assembling;

/// <summary>What pieces belong together by.</summary>
/// <param name="Project">The project.</param>
/// <param name="Source">Who sends them.</param>
/// <param name="Key">The interaction's, or the trace's.</param>
public readonly record struct PieceKey(string Project, string Source, string Key)
{
    /// <summary>Longest key that is taken, in characters.</summary>
    public const int MostLength = 256;

    public static PieceKey Of(Piece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return new PieceKey(piece.Project, piece.Source, piece.Key);
    }
}
