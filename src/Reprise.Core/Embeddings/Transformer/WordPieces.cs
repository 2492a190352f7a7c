using System.Text.Json;

namespace Reprise.Embeddings.Transformer;

/// <summary>The pieces that words are made of, from a <c>tokenizer.json</c> of BERT, uncased. Never changes once loaded.</summary>
internal sealed class WordPieces
{
    public const string Continued = "##";

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _starts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _rests;

    private WordPieces(Dictionary<string, int> starts, Dictionary<string, int> rests, int first, int last, int unknown, int longestWord)
    {
        (_starts, _rests) = (starts.GetAlternateLookup<ReadOnlySpan<char>>(), rests.GetAlternateLookup<ReadOnlySpan<char>>());
        (First, Last, Unknown, LongestWord) = (first, last, unknown, longestWord);
        LongestPiece = Math.Max(starts.Keys.Max(piece => piece.Length), rests.Keys.Select(piece => piece.Length).DefaultIfEmpty().Max());
    }

    /// <summary>Stands before every text.</summary>
    public int First { get; }

    /// <summary>Stands behind every text.</summary>
    public int Last { get; }

    /// <summary>Stands for a word that no pieces make.</summary>
    public int Unknown { get; }

    /// <summary>Words of more code points are unknown.</summary>
    public int LongestWord { get; }

    /// <summary>UTF-16 characters.</summary>
    public int LongestPiece { get; }

    /// <summary>The number of a piece, at the start of a word or further on; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<char> piece, bool start) => (start ? _starts : _rests).TryGetValue(piece, out var number) ? number : -1;

    /// <param name="json">The whole file.</param>
    /// <param name="count">Pieces the model has rows for.</param>
    /// <exception cref="InvalidDataException">It is another kind of tokenizer, or damaged.</exception>
    public static WordPieces Read(ReadOnlyMemory<byte> json, int count)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var model = root.GetProperty("model");
            var normalizer = root.GetProperty("normalizer");
            // Accents go when that is said, and when nothing is said and capitals go.
            var accentsStay = normalizer.TryGetProperty("strip_accents", out var strip) && strip.ValueKind == JsonValueKind.False;
            if (model.TryGetProperty("type", out var type) && type.GetString() != "WordPiece") throw Foreign("it does not cut words into pieces");
            if (normalizer.GetProperty("type").GetString() != "BertNormalizer" || !normalizer.GetProperty("lowercase").GetBoolean() || accentsStay) throw Foreign("it is not the uncased one of BERT");
            if (model.GetProperty("continuing_subword_prefix").GetString() != Continued) throw Foreign($"pieces within a word do not begin with {Continued}");
            var longestWord = model.GetProperty("max_input_chars_per_word").GetInt32();
            if (longestWord is < 1 or > WordPieceReader.MostWordCharacters) throw Foreign("max_input_chars_per_word is out of range");
            return Read(model.GetProperty("vocab"), model.GetProperty("unk_token").GetString() ?? "", count, longestWord);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException("tokenizer.json is no tokenizer of BERT, or damaged.", e);
        }
    }

    private static WordPieces Read(JsonElement vocabulary, string unknown, int count, int longestWord)
    {
        var all = new Dictionary<string, int>(count, StringComparer.Ordinal);
        foreach (var piece in vocabulary.EnumerateObject())
        {
            var number = piece.Value.GetInt32();
            if (number < 0 || number >= count) throw Foreign("it has a piece that the model has no row for");
            if (!all.TryAdd(piece.Name, number)) throw Foreign("it names a piece twice");
        }

        int[] special = [Special("[CLS]"), Special("[SEP]"), Special(unknown)];
        var starts = new Dictionary<string, int>(all.Count, StringComparer.Ordinal);
        var rests = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (piece, number) in all)
        {
            // Somebody who writes [SEP] in a text means these letters; a text cannot steer the model. None of these is a word anyway: brackets stand alone.
            if (piece.StartsWith(Continued, StringComparison.Ordinal) && piece.Length > Continued.Length) rests.Add(piece[Continued.Length..], number);
            else if (piece.Length > 0) starts.Add(piece, number);
        }

        return new WordPieces(starts, rests, special[0], special[1], special[2], longestWord);

        int Special(string name) => all.TryGetValue(name, out var number) ? number : throw Foreign($"it has no {name}");
    }

    private static InvalidDataException Foreign(string what) => new($"tokenizer.json is not one that can be read here: {what}.");
}
