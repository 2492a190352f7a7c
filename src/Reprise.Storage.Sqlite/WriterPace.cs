namespace Reprise.Storage.Sqlite;

/// <summary>
/// Lets work in the background have a share of the writer only while recording needs it: after each of its steps it waits for so long as recording, by how busy it
/// was since the step before, is to have for itself. Without recording it does not wait.
/// </summary>
internal sealed class WriterPace(TimeProvider time)
{
    // Recording that could use all of the time gets eleven twelfths. With seven eighths it kept 75 % of its rate beside the deletion of a million interactions.
    private const double RecordingShare = 11;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private long _recording;
    private long _recordingBefore;
    private long _stepBefore = time.GetTimestamp();

    /// <summary>Recording held the writer, since then.</summary>
    public void NoteRecording(long since) => Interlocked.Add(ref _recording, time.GetTimestamp() - since);

    public long Now() => time.GetTimestamp();

    /// <summary>Called after a step in the background, which began then.</summary>
    public Task YieldAsync(long stepBegan, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var recording = Interlocked.Read(ref _recording);
        var passed = stepBegan - Interlocked.Exchange(ref _stepBefore, now);
        var busy = recording - Interlocked.Exchange(ref _recordingBefore, recording);
        if (busy <= 0 || passed <= 0) return Task.CompletedTask;
        var wait = time.GetElapsedTime(stepBegan, now) * (RecordingShare * Math.Min(1, (double)busy / passed));
        return wait < TimeSpan.FromMilliseconds(1) ? Task.CompletedTask : Task.Delay(wait < s_longest ? wait : s_longest, time, cancellationToken);
    }
}
