using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>Byte ranges of a body to be replaced. What lies outside them keeps its bytes.</summary>
internal sealed class Splices(JsonView view)
{
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(int Start, int End, byte[] With)> _ranges = [];

    /// <summary>A text as JSON writes it.</summary>
    public static byte[] String(string text)
    {
        var to = new ArrayBufferWriter<byte>(text.Length + 16);
        using (var json = new Utf8JsonWriter(to, Written)) json.WriteStringValue(JsonText.Clean(text));
        return to.WrittenSpan.ToArray();
    }

    public void Replace(JsonPlace place, byte[] with) => _ranges.Add((place.Start, place.End, with));

    /// <summary>Puts a property behind the last of an object.</summary>
    public void Append(JsonPlace target, string name, ReadOnlySpan<byte> value)
    {
        var members = view.Members(target);
        var at = members.Count == 0 ? target.Start + 1 : members[^1].Value.End;
        byte[] with = [.. members.Count == 0 ? [] : ","u8, .. String(name), .. ":"u8, .. value];
        _ranges.Add((at, at, with));
    }

    /// <summary>Puts a value before the first of an array.</summary>
    public void Prepend(JsonPlace target, ReadOnlySpan<byte> value)
    {
        byte[] with = [.. value, .. view.Items(target).Count == 0 ? [] : ","u8];
        _ranges.Add((target.Start + 1, target.Start + 1, with));
    }

    /// <summary>Takes properties away with the commas that held them.</summary>
    public void Remove(JsonPlace target, Func<JsonMember, bool> which)
    {
        var members = view.Members(target);
        RemoveFrom([.. members.Select(static m => (m.NameStart, m.Value.End))], i => which(members[i]));
    }

    /// <summary>Takes values of an array away with the commas that held them.</summary>
    public void RemoveItems(JsonPlace target, Func<JsonPlace, bool> which)
    {
        var items = view.Items(target);
        RemoveFrom([.. items.Select(static item => (item.Start, item.End))], i => which(items[i]));
    }

    /// <summary>The body with the ranges replaced; the very same bytes when there are none.</summary>
    public ReadOnlyMemory<byte> Apply()
    {
        if (_ranges.Count == 0) return view.Bytes;
        _ranges.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        var to = new ArrayBufferWriter<byte>(view.Bytes.Length + 256);
        var at = 0;
        foreach (var (start, end, with) in _ranges)
        {
            to.Write(view.Bytes.Span[at..start]);
            to.Write(with);
            at = end;
        }

        to.Write(view.Bytes.Span[at..]);
        return to.WrittenMemory;
    }

    private void RemoveFrom(List<(int Start, int End)> all, Func<int, bool> which)
    {
        var kept = false;
        for (var i = 0; i < all.Count; i++)
        {
            if (!which(i)) kept = true;
            else if (kept) _ranges.Add((all[i - 1].End, all[i].End, []));
            else _ranges.Add((all[i].Start, i + 1 < all.Count ? all[i + 1].Start : all[i].End, []));
        }
    }
}
