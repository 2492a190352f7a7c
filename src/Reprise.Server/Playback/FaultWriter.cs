using Reprise.Playback;
using Reprise.Playback.Faults;

namespace Reprise.Server.Playback;

/// <summary>Lets a call go wrong as it was planned.</summary>
internal sealed class FaultWriter(PlaybackWriter writer, TimeProvider time)
{
    public const string Header = "Reprise-Fault";

    /// <summary>Answers a call that is to get no recorded answer.</summary>
    public async Task RefuseAsync(HttpContext context, PlaybackFault fault)
    {
        await WaitAsync(context, fault.Latency);
        if (fault.Instead is { } instead && !fault.Drops && fault.Hang is null)
        {
            Name(context, fault);
            await writer.WriteAsync(context, instead, null, null);
            return;
        }

        if (fault.Hang is { } hang && !fault.Drops) await WaitAsync(context, hang);
        context.Abort();
    }

    /// <summary>Gives the recorded answer as the fault has left it.</summary>
    public async Task WriteAsync(HttpContext context, PlaybackFault fault, TapeAnswer recorded, MatchKind kind)
    {
        await WaitAsync(context, fault.Latency);
        Name(context, fault);
        await writer.WriteAsync(context, fault.Change(recorded), kind, fault.IsPaced ? 1 : null);
    }

    private static void Name(HttpContext context, PlaybackFault fault) => context.Response.Headers[Header] = string.Join(", ", fault.Rules.Select(Printable));

    /// <summary>A header takes no more than ASCII.</summary>
    private static string Printable(string rule) => string.Concat(rule.Select(static c => c is >= ' ' and < (char)127 and not ',' ? c : '?'));

    private Task WaitAsync(HttpContext context, TimeSpan wait) => wait > TimeSpan.Zero ? Task.Delay(wait, time, context.RequestAborted) : Task.CompletedTask;
}
