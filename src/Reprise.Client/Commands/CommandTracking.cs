using Reprise.Client.Logging;
using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Client.Commands;

/// <summary>Records a method as a command: <c>await recorder.TrackCommandAsync("status", token => ShowStatusAsync(token))</c>.</summary>
public static class CommandTracking
{
    /// <summary>Runs and records a command. What it throws is thrown, as it was.</summary>
    /// <param name="recorder">Takes the record.</param>
    /// <param name="name">Such as <c>status</c>; never with values in it.</param>
    /// <param name="command">What to do. <see cref="CommandFailureException"/> ends it with an expected failure.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="arguments">As they were given; their values are recorded only where the options say so.</param>
    /// <param name="cancellationToken">Given to the command; tells a cancellation from a time that ran out.</param>
    public static async Task<T> TrackCommandAsync<T>(
        this IRecorder recorder, string name, Func<CancellationToken, Task<T>> command, CommandTrackingOptions? options = null, IReadOnlyList<string>? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var settings = options ?? new CommandTrackingOptions();
        var tracked = new CommandMonitor(recorder, settings).BeforeCommand(name, arguments);
        using var scope = tracked.Record.Open();
        using var said = settings.Logger?.BeginCallScope(tracked.Record);
        T result;
        try
        {
            result = await command(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (tracked.Fail(e, cancellationToken))
        {
            throw;
        }

        tracked.Complete(InteractionStatus.Success, null, null);
        return result;
    }

    /// <inheritdoc cref="TrackCommandAsync{T}(IRecorder, string, Func{CancellationToken, Task{T}}, CommandTrackingOptions?, IReadOnlyList{string}?, CancellationToken)"/>
    public static Task TrackCommandAsync(
        this IRecorder recorder, string name, Func<CancellationToken, Task> command, CommandTrackingOptions? options = null, IReadOnlyList<string>? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return recorder.TrackCommandAsync(
            name,
            async token =>
            {
                await command(token).ConfigureAwait(false);
                return true;
            },
            options, arguments, cancellationToken);
    }

    /// <summary>Records a command that ran already, timed by somebody else.</summary>
    /// <param name="recorder">Takes the record.</param>
    /// <param name="name">Such as <c>status</c>.</param>
    /// <param name="success">Whether it did what it should.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="errorMessage">What went wrong; null for nothing, or nothing known.</param>
    /// <param name="metadata">An object of the caller's own values.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>Whether it is recorded.</returns>
    public static bool RecordCommand(this IRecorder recorder, string name, bool success, TimeSpan duration, string? errorMessage = null, System.Text.Json.JsonElement? metadata = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recorder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var record = CallRecord.Begin(recorder, time ?? TimeProvider.System, InteractionKind.CliCommand, name);
        record.Metadata = metadata;
        record.Duration = duration;
        return record.Complete(success ? InteractionStatus.Success : InteractionStatus.Error, success ? null : TrackedCommand.FailureCode, errorMessage);
    }
}
