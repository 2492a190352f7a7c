using System.Numerics;

namespace Reprise.Store.Rollups;

/// <summary>
/// How often a duration of which length occurred: whole milliseconds below 64 each by itself, from there on 32 cells for each doubling. The sum beside it is
/// exact; a percentile is the middle of the cell the nearest rank falls in, so at most 1/64 (1.6 %) off. Not safe for several threads.
/// </summary>
/// <remarks>Two histograms of the same values are equal cell for cell, in whatever order the values were added, merged and taken away.</remarks>
public sealed class LatencyHistogram
{
    /// <summary>A percentile differs from the exact one by at most this share of it.</summary>
    public const double MaxRelativeError = 1.0 / 64;

    // The highest is the one of long.MaxValue.
    internal const int MaxCells = (57 * 32) + 64;
    private const int CellsOfDoubling = 32;
    private const int FirstCells = 8;

    // Cells from _first on. What lies outside is zero.
    private long[] _cells = [];
    private int _first;

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>All values added up, in milliseconds.</summary>
    public Int128 Sum { get; private set; }

    /// <summary>Null when there are no values.</summary>
    public double? Mean => Count == 0 ? null : (double)Sum / Count;

    /// <summary>Cells that are not zero, in order, with how many values each has.</summary>
    public IEnumerable<(int Cell, long Count)> Cells
    {
        get
        {
            for (var i = 0; i < _cells.Length; i++)
            {
                if (_cells[i] != 0) yield return (_first + i, _cells[i]);
            }
        }
    }

    /// <summary>Adds one value. Negative ones count as 0 in percentiles.</summary>
    public void Add(long value)
    {
        AddCell(CellOf(value), 1);
        Sum += value;
    }

    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < other._cells.Length; i++)
        {
            if (other._cells[i] != 0) AddCell(other._first + i, other._cells[i]);
        }

        Sum += other.Sum;
    }

    /// <summary>Takes away what was added. False, and nothing is changed, when that is not in here.</summary>
    public bool TrySubtract(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Holds(other)) return false;
        for (var i = 0; i < other._cells.Length; i++)
        {
            if (other._cells[i] != 0) AddCell(other._first + i, -other._cells[i]);
        }

        Sum -= other.Sum;
        return true;
    }

    /// <summary>The value at the nearest rank, as exact as <see cref="MaxRelativeError"/> says; null when there are none.</summary>
    public long? Percentile(int percent)
    {
        if (Count == 0) return null;
        var rank = Math.Max(1, (long)((((Int128)Count * percent) + 99) / 100));
        var seen = 0L;
        for (var i = 0; i < _cells.Length; i++)
        {
            seen += _cells[i];
            if (seen >= rank) return MiddleOf(_first + i);
        }

        return MiddleOf(_first + _cells.Length - 1);
    }

    /// <summary>Which cell counts a value.</summary>
    public static int CellOf(long value)
    {
        if (value < 2 * CellsOfDoubling) return (int)Math.Max(0, value);
        var shift = BitOperations.Log2((ulong)value) - 5;
        return (shift * CellsOfDoubling) + (int)(value >> shift);
    }

    /// <summary>The value a cell stands for.</summary>
    public static long MiddleOf(int cell)
    {
        if (cell < 2 * CellsOfDoubling) return cell;
        var shift = (cell / CellsOfDoubling) - 1;
        return ((long)(cell - (shift * CellsOfDoubling)) << shift) + ((1L << shift) >> 1);
    }

    /// <summary>Takes one value away that was added. False, and nothing is changed, when none of that length is in here.</summary>
    public bool TrySubtract(long value)
    {
        if (!Holds(value)) return false;
        AddCell(CellOf(value), -1);
        Sum -= value;
        return true;
    }

    internal bool Holds(long value) => At(CellOf(value)) > 0;

    internal bool Holds(LatencyHistogram other)
    {
        if (Count < other.Count) return false;
        for (var i = 0; i < other._cells.Length; i++)
        {
            if (other._cells[i] > At(other._first + i)) return false;
        }

        return true;
    }

    /// <summary>For reading stored cells; the caller has checked both numbers.</summary>
    internal void AddCell(int cell, long count)
    {
        Reserve(cell);
        _cells[cell - _first] += count;
        Count += count;
    }

    internal void AddSum(Int128 sum) => Sum += sum;

    private long At(int cell) => cell >= _first && cell < _first + _cells.Length ? _cells[cell - _first] : 0;

    private void Reserve(int cell)
    {
        if (cell >= _first && cell < _first + _cells.Length) return;
        if (_cells.Length == 0)
        {
            (_first, _cells) = (cell, new long[FirstCells]);
            return;
        }

        // Half as much again on the side where it grew, since the next values will lie near.
        var end = _first + _cells.Length;
        var spare = _cells.Length / 2;
        var first = cell < _first ? Math.Max(0, cell - spare) : _first;
        var cells = new long[(cell < end ? end : Math.Min(MaxCells, cell + 1 + spare)) - first];
        Array.Copy(_cells, 0, cells, _first - first, Math.Min(_cells.Length, cells.Length - (_first - first)));
        (_first, _cells) = (first, cells);
    }
}
