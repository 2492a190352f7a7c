using System.Text;
using System.Threading.Channels;
using Reprise.Access;
using Reprise.Server.Api;
using Reprise.Settings;

namespace Reprise.Server.Access;

/// <summary>
/// Puts what people read on the audit log before they get it. Entries that come at the same time are written together, so reading costs one write for many; when
/// they cannot be written, nothing is given out. Safe for use from many threads.
/// </summary>
internal sealed class ReadLog(ISettingsStore settings, TimeProvider time) : IDisposable
{
    private const int MostAtOnce = 500;
    private const int MostSubject = 1000;
    private readonly Channel<(AuditEntry Entry, TaskCompletionSource Written)> _waiting = Channel.CreateUnbounded<(AuditEntry, TaskCompletionSource)>();
    private readonly SemaphoreSlim _writing = new(1, 1);

    public void Dispose() => _writing.Dispose();

    /// <summary>Completes when the entry is on the log. Throws what the store throws.</summary>
    public async Task WriteAsync(HttpContext http, string action, string? subject, AccessDetails? details)
    {
        var entry = AccessDetails.Entry(time, RequestProject.ProjectOf(http), http.Caller().Actor, action, Plain(subject), details);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((entry, written));
        // Whoever gets here writes for all who wait; the others find theirs written.
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            while (!written.Task.IsCompleted) await WriteWaitingAsync();
        }
        finally
        {
            _writing.Release();
        }

        await written.Task;
    }

    /// <summary>What a request names may have any characters; the log keeps none that are not printed.</summary>
    private static string? Plain(string? subject)
    {
        if (string.IsNullOrWhiteSpace(subject)) return null;
        var cut = subject.Length <= MostSubject ? subject : subject[..MostSubject];
        return string.Concat(cut.EnumerateRunes().Select(static rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar ? "?" : rune.ToString()));
    }

    private async Task WriteWaitingAsync()
    {
        var batch = new List<(AuditEntry Entry, TaskCompletionSource Written)>();
        while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var next)) batch.Add(next);
        if (batch.Count == 0) return;
        try
        {
            await settings.AppendAuditAsync([.. batch.Select(static waiting => waiting.Entry)], CancellationToken.None);
            foreach (var (_, written) in batch) written.SetResult();
        }
        catch (Exception e)
        {
            // Each of those who wait is told, and gives nothing out.
            foreach (var (_, written) in batch) written.SetException(e);
        }
    }
}
