using System.Buffers.Binary;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reprise.Embeddings.Static;

/// <summary>
/// The rows of a static model and the strings that name them, read from one file (all numbers little-endian): magic, version, counts of word pieces, word pairs
/// and hash rows, dimensions, length of the strings, longest word; the strings, each behind a length of one byte; one scale per row; the rows as signed bytes.
/// Never changes once loaded.
/// </summary>
internal sealed class StaticModel
{
    private const int HeadSize = 32;
    private const uint FnvStart = 0x811C9DC5, FnvPrime = 0x01000193;

    private readonly byte[] _file;
    private readonly int[] _strings;
    private readonly int[] _table;
    private readonly int _tableShift;
    private readonly float[] _scales;
    private readonly int _rows;

    private StaticModel(byte[] file)
    {
        _file = file;
        var head = file.AsSpan();
        if (file.Length < HeadSize || !head.StartsWith("SEMB"u8) || Number(4) != 1) throw Damaged("is not a version 1 model");
        (Pieces, Pairs, Hashes, Dimensions) = (Number(8), Number(12), Number(16), Number(20));
        LongestWord = Number(28);
        var stringsEnd = HeadSize + (long)Number(24);
        var count = (long)Pieces + Pairs + Hashes;
        if (Dimensions is < 1 or > EmbedderIdentity.MostDimensions || LongestWord is < 1 or > RowReader.MostWordCharacters || file.Length != stringsEnd + count * 4 + count * Dimensions)
            throw Damaged("does not have the length its head says");

        _strings = new int[Pieces + Pairs];
        _tableShift = 32 - (BitOperations.Log2((uint)_strings.Length | 1) + 2);
        _table = new int[1 << (32 - _tableShift)];
        ReadStrings((int)stringsEnd);
        _scales = new float[count];
        for (var i = 0; i < _scales.Length; i++) _scales[i] = BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan((int)stringsEnd + i * 4));
        _rows = (int)(stringsEnd + count * 4);

        int Number(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(offset)) is var number and <= int.MaxValue ? (int)number : throw Damaged("has a count out of range");
    }

    public int Pieces { get; }
    public int Pairs { get; }
    public int Hashes { get; }
    public int Dimensions { get; }

    /// <summary>Words of more code points are not looked up.</summary>
    public int LongestWord { get; }

    /// <summary>Bytes of the longest string that names a row.</summary>
    public int LongestString { get; private set; }

    public static StaticModel LoadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reprise.Embeddings.static-embedding.bin")
            ?? throw new InvalidOperationException("The embedding model is missing from the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    }

    /// <param name="file">The whole file; kept, so nobody may write to it any more.</param>
    /// <exception cref="InvalidDataException">It is no such file, or not whole.</exception>
    public static StaticModel Read(byte[] file) => new(file);

    /// <summary>FNV-1a over more bytes; begin with <see cref="EmptyHash"/>.</summary>
    public static uint Hash(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) hash = Hash(hash, b);
        return hash;
    }

    public static uint Hash(uint hash, byte b) => (hash ^ b) * FnvPrime;

    public static uint EmptyHash => FnvStart;

    /// <summary>The row named by a string in two parts.</summary>
    /// <param name="hash">Of both parts together.</param>
    /// <param name="start">Its first bytes.</param>
    /// <param name="end">The rest.</param>
    /// <param name="pair">Whether a word pair is asked for, or a word piece.</param>
    /// <returns>-1 when there is none.</returns>
    public int Find(uint hash, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, bool pair)
    {
        for (var cell = Cell(hash); _table[cell] != 0; cell = (cell + 1) & (_table.Length - 1))
        {
            var row = _table[cell] - 1;
            var at = _strings[row];
            if (_file[at] == start.Length + end.Length && row >= Pieces == pair
                && _file.AsSpan(at + 1, start.Length).SequenceEqual(start) && _file.AsSpan(at + 1 + start.Length, end.Length).SequenceEqual(end)) return row;
        }

        return -1;
    }

    /// <summary>The row of a word that cannot be put together from pieces; -1 when the model has none.</summary>
    public int HashRow(uint hash) => Hashes == 0 ? -1 : Pieces + Pairs + (int)(hash % (uint)Hashes);

    /// <summary>Adds a row to a vector of <see cref="Dimensions"/> values. Product and sum are rounded one by one, so that every machine gets the same bits.</summary>
    public void AddRow(int row, Span<float> vector)
    {
        var values = MemoryMarshal.Cast<byte, sbyte>(_file.AsSpan(_rows + row * Dimensions, Dimensions));
        var scale = _scales[row];
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var scales = Vector256.Create(scale);
            ref var from = ref MemoryMarshal.GetReference(values);
            ref var to = ref MemoryMarshal.GetReference(vector);
            for (; i + Vector128<sbyte>.Count <= Dimensions; i += Vector128<sbyte>.Count)
            {
                var (low, high) = Vector256.Widen(Vector256.Create(Vector128.WidenLower(Vector128.LoadUnsafe(ref from, (nuint)i)), Vector128.WidenUpper(Vector128.LoadUnsafe(ref from, (nuint)i))));
                (Vector256.LoadUnsafe(ref to, (nuint)i) + Vector256.ConvertToSingle(low) * scales).StoreUnsafe(ref to, (nuint)i);
                (Vector256.LoadUnsafe(ref to, (nuint)i + 8) + Vector256.ConvertToSingle(high) * scales).StoreUnsafe(ref to, (nuint)i + 8);
            }
        }

        for (; i < Dimensions; i++) vector[i] += scale * values[i];
    }

    private void ReadStrings(int end)
    {
        var at = HeadSize;
        for (var row = 0; row < _strings.Length; row++)
        {
            if (at >= end || at + 1 + _file[at] > end) throw Damaged("has strings that run over their end");
            _strings[row] = at;
            LongestString = Math.Max(LongestString, _file[at]);
            var cell = Cell(Hash(FnvStart, _file.AsSpan(at + 1, _file[at])));
            while (_table[cell] != 0) cell = (cell + 1) & (_table.Length - 1);
            _table[cell] = row + 1;
            at += 1 + _file[at];
        }

        if (at != end) throw Damaged("has strings that end early");
    }

    private int Cell(uint hash) => (int)(hash * 0x9E3779B1 >> _tableShift);

    private static InvalidDataException Damaged(string what) => new($"The embedding model {what}.");
}
