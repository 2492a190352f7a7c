using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Client.Commands;

/// <summary>
/// Records commands of a program that runs them its own way: one call before and one after. Where a command is a method, <see cref="CommandTracking"/> is shorter.
/// Safe for use from many threads.
/// </summary>
public sealed class CommandMonitor(IRecorder recorder, CommandTrackingOptions? options = null)
{
    private readonly IRecorder _recorder = recorder ?? throw new ArgumentNullException(nameof(recorder));
    private readonly CommandTrackingOptions _options = options ?? new CommandTrackingOptions();

    /// <summary>Notes that a command begins.</summary>
    /// <param name="name">Such as <c>status</c> or <c>user add</c>; never with values in it.</param>
    /// <param name="arguments">As they were given; their values are recorded only where the options say so.</param>
    public TrackedCommand BeforeCommand(string name, IReadOnlyList<string>? arguments = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new TrackedCommand(_recorder, _options, name, arguments);
    }

    /// <summary>Records the command. The second time for one command does nothing.</summary>
    /// <param name="command">From <see cref="BeforeCommand"/>.</param>
    /// <param name="success">False without an exception is an expected failure; an exception says itself whether it is an error, a time that ran out or a cancellation.</param>
    /// <param name="error">What was thrown, if anything was.</param>
    /// <param name="cancellationToken">The command's own: tells a cancellation from a time that ran out.</param>
#pragma warning disable CA1822 // Before and after belong to one object, which is what a shell's middleware holds.
    public void AfterCommand(TrackedCommand command, bool success = true, Exception? error = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (error is not null) command.Fail(error, cancellationToken);
        else if (success) command.Complete(InteractionStatus.Success, null, null);
        else command.Complete(InteractionStatus.Error, TrackedCommand.FailureCode, null);
    }
#pragma warning restore CA1822
}
