using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Interactions;

namespace Reprise.Assembling;

/// <summary>Pieces as JSON, in the journal and to tell them from each other. Times keep their full precision, since they order pieces.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Piece))]
internal sealed partial class PieceJson : JsonSerializerContext
{
    private static PieceJson? s_relaxed;

    public static PieceJson Relaxed => s_relaxed ??= new PieceJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static byte[] Write(Piece piece) => JsonSerializer.SerializeToUtf8Bytes(piece, Relaxed.Piece);

    /// <summary>Null for what is none.</summary>
    public static Piece? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Relaxed.Piece);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Tells a piece from others of its key: its mark, else a hash of what it says.</summary>
    public static string MarkOf(Piece piece, ReadOnlySpan<byte> json) => piece.Mark ?? Hashes.OfBytes(json);
}
