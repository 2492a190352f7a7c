using Reprise.Documents;

namespace Reprise.Client.Recording;

/// <summary>
/// Takes what an application has to record. Everything in the SDK that records (chat clients, tools, hooks, proxies) hands it to this. Safe for use from many threads.
/// </summary>
public interface IRecorder
{
    /// <summary>
    /// Hands a record over. Never throws, never waits and never does work that grows with the record: what is slow happens in the background. The record must
    /// not be changed afterwards.
    /// </summary>
    /// <returns>False when it is not recorded: opted out, not among the sample, dropped because the buffer was full, or the recorder has ended. Each is counted.</returns>
    bool Record(InteractionDocument record);
}
