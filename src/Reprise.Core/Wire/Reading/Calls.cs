using System.Text.Json;

namespace Reprise.Wire;

/// <summary>Reads the object that a request is, with the cursor on it.</summary>
internal delegate void CallReader(ref JsonCursor json, CallBuilder call);

/// <summary>Takes a request apart. Faults end up in the reading and nothing is thrown.</summary>
internal static class Calls
{
    public static CallReading Read(in WireRequest request, bool details, CallReader read)
    {
        var call = new CallBuilder { WantsDetails = details };
        var json = new JsonCursor(request.Body.Span);
        if (json.Bytes.Trim(" \r\n\t"u8).IsEmpty) return call.ToReading();
        try
        {
            if (!json.Start() || !json.IsObject) call.Error = "the request is no JSON object";
            else read(ref json, call);
        }
        catch (JsonException)
        {
            call.Error = "the request is no valid JSON";
        }

        return call.ToReading();
    }
}
