using System.Text.Json;
using Reprise.Client.Recording;

namespace Reprise.Client.AI;

/// <summary>How a record is filled from objects that belong to others.</summary>
internal static class CallGuards
{
    /// <summary>Reads what belongs to a caller, whose objects may throw whatever they like: then the record says so, and the call goes on.</summary>
    public static void Guard(this CallRecord call, Action read)
    {
        try
        {
            read();
        }
#pragma warning disable CA1031 // The boundary between a call and its record.
        catch (Exception e)
        {
            call.RecordError = $"not all of the call could be read ({e.GetType().Name})";
        }
#pragma warning restore CA1031
    }

    /// <summary>Adds values that are not null to the metadata of the record.</summary>
    public static void AddMetadata(this CallRecord call, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var known = call.Metadata is { ValueKind: JsonValueKind.Object } metadata ? metadata.EnumerateObject().Select(static member => KeyValuePair.Create(member.Name, (object?)member.Value)) : [];
        call.Metadata = JsonValues.Object(known.Concat(values.Where(static pair => pair.Value is not null)));
    }
}
