using Reprise.Interactions;

namespace Reprise.Assembling;

/// <summary>A piece that was taken in.</summary>
/// <param name="Piece">As the privacy policy left it.</param>
/// <param name="Mark">Tells it from others of its key.</param>
/// <param name="Json">How it stands in the journal; its length is what it counts for.</param>
internal sealed record HeldPiece(Piece Piece, string Mark, byte[] Json)
{
    private string? _said;

    /// <summary>A later time takes the place of its own when the same is said again.</summary>
    public Piece Piece { get; set; } = Piece;

    /// <summary>Tells what it says from what others say, whenever they said it.</summary>
    public string Said => _said ??= Hashes.OfBytes(PieceJson.Write(Piece with { Mark = null, At = default }));

    /// <summary>Where it is on disk; null when it is not.</summary>
    public PieceEntry? Entry { get; set; }

    public static HeldPiece Of(Piece piece)
    {
        var json = PieceJson.Write(piece);
        return new HeldPiece(piece, PieceJson.MarkOf(piece, json), json);
    }
}

/// <summary>Pieces of one interaction that are not on record yet.</summary>
internal sealed class OpenInteraction(PieceKey key, DateTimeOffset since)
{
    public PieceKey Key { get; } = key;

    /// <summary>When the first of them came.</summary>
    public DateTimeOffset Since { get; } = since;
    public List<HeldPiece> Pieces { get; } = [];

    /// <summary>When it is recorded as it is.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>Whether the interaction itself is on record, so that these amend it.</summary>
    public bool IsKnown { get; set; }
    public bool IsComplete => Pieces.Exists(static held => held.Piece.IsComplete);
    public string? Trace => Pieces.Find(static held => held.Piece.Trace is not null)?.Piece.Trace;
    public DateTimeOffset At => Pieces.Max(static held => held.Piece.At);
}
