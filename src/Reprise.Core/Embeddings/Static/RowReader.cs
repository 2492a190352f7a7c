using System.Globalization;
using System.Text;

namespace Reprise.Embeddings.Static;

/// <summary>
/// Walks over a text once and says which rows of the model it is made of: for each word its pieces, longest first, and the pair it makes with the word before.
/// Words are made as the teacher of the model made them: no control characters, marks and capitals gone, each ideograph and each punctuation mark a word.
/// Memory does not grow with the text.
/// </summary>
internal ref struct RowReader
{
    /// <summary>Words longer than this are never looked up.</summary>
    public const int MostWordCharacters = 100;

    /// <summary>Rows that <see cref="Read"/> needs room for, at the least: those of one word on top of those of another.</summary>
    public const int LeastRows = 512;

    /// <summary>Bytes for this word and the one before. A word of more bytes than half of it is in no model.</summary>
    public const int ScratchSize = 2 * WordBytes;

    private const int WordBytes = 4 * MostWordCharacters;
    private const int RowsOfOneStep = 2 * (MostWordCharacters + 2);

    private readonly StaticModel _model;
    private ReadOnlySpan<char> _rest;
    private Span<byte> _word;
    private Span<byte> _before;
    private Span<int> _rows;
    private int _count;
    private int _characters;
    private int _bytes;
    private int _bytesBefore;
    private uint _hash = StaticModel.EmptyHash;

    public RowReader(StaticModel model, ReadOnlySpan<char> text, Span<byte> scratch)
    {
        _model = model;
        _rest = text;
        _word = scratch[..WordBytes];
        _before = scratch[WordBytes..];
        _before[0] = (byte)'^';
        _bytesBefore = 1;
    }

    /// <summary>The next rows.</summary>
    /// <param name="rows">At least <see cref="LeastRows"/>.</param>
    /// <returns>How many there are; 0 at the end.</returns>
    public int Read(Span<int> rows)
    {
        _rows = rows;
        _count = 0;
        while (_rest.Length > 0 && _count <= rows.Length - RowsOfOneStep)
        {
            var c = _rest[0];
            if (char.IsAscii(c))
            {
                _rest = _rest[1..];
                TakeAscii((byte)c);
            }
            else
            {
                var valid = Rune.DecodeFromUtf16(_rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
                _rest = _rest[used..];
                if (valid) TakeOther(rune);
            }
        }

        if (_rest.Length == 0) EndWord();
        return _count;
    }

    private void TakeAscii(byte c)
    {
        if (char.IsAsciiLetterOrDigit((char)c)) Append((byte)(char.IsAsciiLetterUpper((char)c) ? c | 0x20 : c));
        else if (c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') EndWord();
        else if (c is > 0x20 and < 0x7F) TakeAlone(new Rune(c));
    }

    private void TakeOther(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (rune.Value == 0xFFFD || IsControl(category) || category == UnicodeCategory.NonSpacingMark) return;
        if (category == UnicodeCategory.SpaceSeparator)
        {
            EndWord();
            return;
        }

        Span<int> parts = stackalloc int[3];
        var count = Decompositions.Write(rune.Value, parts);
        var ideograph = IsIdeograph(rune.Value);
        if (ideograph) EndWord();
        foreach (var part in parts[..count])
        {
            var lower = Rune.ToLowerInvariant(new Rune(part));
            if (IsPunctuation(lower)) TakeAlone(lower);
            else Append(lower);
        }

        if (ideograph) EndWord();
    }

    private void TakeAlone(Rune rune)
    {
        EndWord();
        Append(rune);
        EndWord();
    }

    private void Append(Rune rune)
    {
        if (rune.IsAscii)
        {
            Append((byte)rune.Value);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        var count = rune.EncodeToUtf8(bytes);
        foreach (var b in bytes[..count]) Put(b);
        _characters++;
    }

    private void Append(byte ascii)
    {
        Put(ascii);
        _characters++;
    }

    /// <summary>The hash goes on where the buffer ends: it alone stands for a word that is too long.</summary>
    private void Put(byte b)
    {
        _hash = StaticModel.Hash(_hash, b);
        if (_bytes < WordBytes) _word[_bytes] = b;
        // A megabyte without a space only has to count as too long.
        _bytes = Math.Min(_bytes + 1, WordBytes + 1);
    }

    private void EndWord()
    {
        if (_characters == 0) return;
        var rowsBefore = _count;
        if (_characters > _model.LongestWord || !AddPieces(_word[.._bytes]))
        {
            _count = rowsBefore;
            Add(_model.HashRow(_hash));
        }

        if (_bytes + _bytesBefore < _model.LongestString) AddPair(_before[.._bytesBefore], _word[.._bytes]);
        var word = _word;
        _word = _before;
        _before = word;
        _bytesBefore = _bytes;
        (_characters, _bytes, _hash) = (0, 0, StaticModel.EmptyHash);
    }

    /// <summary>The longest piece first, then the longest of what follows, until the word is used up; false when something is left that no piece begins.</summary>
    private bool AddPieces(ReadOnlySpan<byte> word)
    {
        Span<uint> hashes = stackalloc uint[byte.MaxValue];
        ReadOnlySpan<byte> prefix = [];
        for (var at = 0; at < word.Length;)
        {
            var most = Math.Min(word.Length - at, _model.LongestString - prefix.Length);
            var hash = StaticModel.Hash(StaticModel.EmptyHash, prefix);
            for (var i = 0; i < most; i++) hashes[i] = hash = StaticModel.Hash(hash, word[at + i]);
            var row = -1;
            var length = most;
            for (; length > 0; length--)
            {
                var end = at + length;
                // Only whole characters: the next byte must not go on with this one.
                if (end < word.Length && (word[end] & 0xC0) == 0x80) continue;
                row = _model.Find(hashes[length - 1], prefix, word[at..end], pair: false);
                if (row >= 0) break;
            }

            if (row < 0) return false;
            Add(row);
            at += length;
            prefix = "##"u8;
        }

        return true;
    }

    private void AddPair(ReadOnlySpan<byte> before, ReadOnlySpan<byte> word)
    {
        Span<byte> start = stackalloc byte[before.Length + 1];
        before.CopyTo(start);
        start[^1] = (byte)' ';
        var hash = StaticModel.Hash(StaticModel.Hash(StaticModel.EmptyHash, start), word);
        Add(_model.Find(hash, start, word, pair: true));
    }

    private void Add(int row)
    {
        if (row >= 0) _rows[_count++] = row;
    }

    public static bool IsControl(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    public static bool IsPunctuation(Rune rune) =>
        rune.IsAscii ? rune.Value is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)rune.Value) : Rune.IsPunctuation(rune);

    public static bool IsIdeograph(int value) => value is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF or >= 0x2A700 and <= 0x2B73F
        or >= 0x2B740 and <= 0x2B81F or >= 0x2B820 and <= 0x2CEAF or >= 0xF900 and <= 0xFAFF or >= 0x2F800 and <= 0x2FA1F;
}
