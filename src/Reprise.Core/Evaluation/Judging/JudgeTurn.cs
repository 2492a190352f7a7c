namespace Reprise.Evaluation.Judging;

/// <summary>One turn of the conversation with a judge.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What is said.</param>
internal sealed record JudgeTurn(string Role, string Text);

/// <summary>What a judge is asked.</summary>
/// <param name="System">How it judges; its own place in every dialect.</param>
/// <param name="Turns">User and assistant in turns, beginning and ending with the user.</param>
internal sealed record JudgeQuestion(string System, IReadOnlyList<JudgeTurn> Turns);
