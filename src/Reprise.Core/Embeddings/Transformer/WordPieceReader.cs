using System.Globalization;
using System.Text;
using Reprise.Embeddings.Static;

namespace Reprise.Embeddings.Transformer;

/// <summary>
/// Walks over a text once and writes the pieces it is made of, as BERT's uncased tokenizer does: no control characters, marks and capitals gone, each ideograph and
/// each punctuation mark a word, each word the longest piece first. Memory does not grow with the text.
/// </summary>
internal ref struct WordPieceReader
{
    /// <summary>Code points; no model here looks longer words up.</summary>
    public const int MostWordCharacters = 200;

    private const int WordLength = 2 * MostWordCharacters;

    private readonly WordPieces _pieces;
    private readonly Span<int> _numbers;
    private readonly Span<char> _word;
    private int _count;
    private int _known;
    private int _length;
    private int _characters;

    private WordPieceReader(WordPieces pieces, Span<int> numbers, Span<char> word)
    {
        _pieces = pieces;
        _numbers = numbers;
        _word = word;
    }

    /// <summary>Reads until the text or the room is at its end.</summary>
    public static WordPieceReading Read(WordPieces pieces, ReadOnlySpan<char> text, Span<int> numbers)
    {
        var reader = new WordPieceReader(pieces, numbers, stackalloc char[WordLength]);
        while (text.Length > 0 && reader._count <= numbers.Length)
        {
            var valid = Rune.DecodeFromUtf16(text, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            text = text[used..];
            if (valid) reader.Take(rune);
        }

        reader.EndWord();
        var cut = reader._count > numbers.Length;
        return new WordPieceReading(Math.Min(reader._count, numbers.Length), reader._known, cut);
    }

    private void Take(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (Rune.IsWhiteSpace(rune) && (category != UnicodeCategory.Control || rune.Value is '\t' or '\n' or '\r'))
        {
            EndWord();
            return;
        }

        if (rune.Value == 0xFFFD || RowReader.IsControl(category) || category == UnicodeCategory.NonSpacingMark) return;
        Span<int> parts = stackalloc int[3];
        var count = Decompositions.Write(rune.Value, parts);
        var ideograph = RowReader.IsIdeograph(rune.Value);
        if (ideograph) EndWord();
        foreach (var part in parts[..count])
        {
            var lower = Rune.ToLowerInvariant(new Rune(part));
            var alone = RowReader.IsPunctuation(lower);
            if (alone) EndWord();
            Append(lower);
            if (alone) EndWord();
        }

        if (ideograph) EndWord();
    }

    private void Append(Rune rune)
    {
        if (_characters < MostWordCharacters) _length += rune.EncodeToUtf16(_word[_length..]);
        // A megabyte without a space only has to count as too long.
        _characters = Math.Min(_characters + 1, MostWordCharacters + 1);
    }

    private void EndWord()
    {
        if (_characters == 0) return;
        var before = _count;
        if (_characters <= _pieces.LongestWord && TryCut(_word[.._length])) _known++;
        else
        {
            _count = before;
            Add(_pieces.Unknown);
        }

        (_length, _characters) = (0, 0);
    }

    private bool TryCut(ReadOnlySpan<char> word)
    {
        for (var at = 0; at < word.Length;)
        {
            var length = Math.Min(word.Length - at, _pieces.LongestPiece);
            var number = -1;
            for (; length > 0; length--)
            {
                number = _pieces.Find(word.Slice(at, length), start: at == 0);
                if (number >= 0) break;
            }

            if (number < 0) return false;
            Add(number);
            at += length;
        }

        return true;
    }

    /// <summary>Counts on behind the end of the room, so that the caller sees that something did not fit.</summary>
    private void Add(int number)
    {
        if (_count < _numbers.Length) _numbers[_count] = number;
        _count++;
    }
}

/// <param name="Count">Pieces written.</param>
/// <param name="KnownWords">Words that were made of pieces; the others are unknown, whatever they say.</param>
/// <param name="Cut">Whether the text goes on behind them.</param>
internal readonly record struct WordPieceReading(int Count, int KnownWords, bool Cut);
