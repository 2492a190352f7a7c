using System.Text;
using System.Text.Json;
using Reprise.Comparison;

namespace Reprise.Replay.Editing;

/// <summary>Sets and takes away properties of the request, by the names its dialect gives them; a name with dots goes down into objects.</summary>
internal static class ParameterEdit
{
    public static Draft Apply(Draft draft, RequestShape shape, string name, JsonElement value)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ReplayException(ReplayObstacles.InvalidParameter, "A parameter has no name.");
        if (value.ValueKind is JsonValueKind.Undefined) throw new ReplayException(ReplayObstacles.InvalidParameter, $"The parameter '{JsonView.Shown(name)}' has no value.");
        if (name is "model" && value.ValueKind is JsonValueKind.String) return ModelEdit.Apply(draft, shape, value.GetString()!);
        if (name is "stream")
        {
            var streams = StreamEdit.Wanted(value);
            var inPath = StreamEdit.IsInPath(draft.Path);
            draft = StreamEdit.Apply(draft, streams);
            if (inPath) return draft;

            // Options of a stream without a stream are refused.
            if (!streams) draft = Set(draft, "stream_options", value: null, [], shape);
        }

        ParameterRules.Check(draft.Dialect, name, shape, value);
        return Set(draft, name, value.ValueKind is JsonValueKind.Null ? null : value, shape.Holders, shape);
    }

    private static Draft Set(Draft draft, string name, JsonElement? value, IReadOnlyList<string> holders, RequestShape shape)
    {
        var view = JsonView.Of(draft.Body);
        if (!view.Root.IsObject) throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request is no JSON object, so it has no place for parameters.", "Replaying it unchanged still works.");
        var splices = new Splices(view);
        SetIn(view, splices, view.Root, PathTo(view, name, holders, shape), value, name);
        return draft with { Body = splices.Apply() };
    }

    /// <summary>The names on the way down: as written when it stands there, through the holder when the dialect keeps it in one, split at dots else.</summary>
    private static string[] PathTo(JsonView view, string name, IReadOnlyList<string> holders, RequestShape shape)
    {
        if (view.Find(view.Root, name) is not null) return [name];
        var steps = name.Split('.');
        if (holders.Contains(steps[0], StringComparer.Ordinal) && view.Find(view.Root, steps[0]) is null)
        {
            // A second holder beside the one that is there, by another spelling of its name, would be refused or ignored.
            steps[0] = holders.FirstOrDefault(holder => IsOneName(holder, steps[0]) && view.Find(view.Root, holder) is not null) ?? steps[0];
            return steps;
        }

        if (steps.Length > 1) return steps;
        foreach (var spelling in holders)
        {
            if (view.Find(view.Root, spelling) is not { } holder) continue;
            if (shape.Held.Contains(name, StringComparer.Ordinal) || view.Find(holder.Value, name) is not null) return [spelling, name];
        }

        return holders.Count > 0 && shape.CreatesHolder && shape.Held.Contains(name, StringComparer.Ordinal) ? [holders[0], name] : [name];
    }

    private static bool IsOneName(string one, string other) =>
        string.Equals(one.Replace("_", "", StringComparison.Ordinal), other.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static void SetIn(JsonView view, Splices splices, JsonPlace target, ReadOnlySpan<string> path, JsonElement? value, string name)
    {
        if (!target.IsObject) throw new ReplayException(ReplayObstacles.InvalidParameter, $"The parameter '{JsonView.Shown(name)}' stands in something that is no object.");
        if (path[0].Length == 0) throw new ReplayException(ReplayObstacles.InvalidParameter, $"The parameter '{JsonView.Shown(name)}' has an empty part in its name.");
        var there = view.Find(target, path[0]);
        if (path.Length > 1)
        {
            if (there is { Value.IsNull: false } inner) SetIn(view, splices, inner.Value, path[1..], value, name);
            else if (value is { } wanted)
            {
                if (there is { } nothing) splices.Replace(nothing.Value, Wrapped(path[1..], wanted));
                else splices.Append(target, path[0], Wrapped(path[1..], wanted));
            }
        }
        else if (value is not { } wanted)
        {
            // A null that was sent as such is what it is.
            if (there is { Value.IsNull: false }) splices.Remove(target, member => member == there);
        }
        else if (there is not { } member) splices.Append(target, path[0], Raw(wanted));
        else if (!IsSame(view, member.Value, wanted)) splices.Replace(member.Value, Raw(wanted));
    }

    private static byte[] Wrapped(ReadOnlySpan<string> path, JsonElement value)
    {
        var written = Raw(value);
        for (var i = path.Length - 1; i >= 0; i--) written = [.. "{"u8, .. Splices.String(path[i]), .. ":"u8, .. written, .. "}"u8];
        return written;
    }

    private static byte[] Raw(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());

    private static bool IsSame(JsonView view, JsonPlace place, JsonElement value)
    {
        if (view.Written(place).SequenceEqual(Raw(value))) return true;
        try
        {
            using var written = JsonDocument.Parse(view.Bytes[place.Start..place.End]);
            return JsonEquality.AreEqual(written.RootElement, value);
        }
        catch (JsonException)
        {
            // Deeper than is compared: not the same then.
            return false;
        }
    }
}
