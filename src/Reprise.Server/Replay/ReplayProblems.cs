using Reprise.Calls;
using Reprise.Replay;
using Reprise.Server.Api;

namespace Reprise.Server.Replay;

/// <summary>What cannot be replayed, as the API tells it.</summary>
internal static class ReplayProblems
{
    /// <summary>With <c>code</c> and <c>still_works</c> for programs and people.</summary>
    public static ApiProblem Of(ReplayException exception)
    {
        var status = exception.Code switch { ReplayObstacles.NotFound => 404, ReplayObstacles.InvalidParameter => 400, _ => 409 };
        var problem = new ApiProblem(status, "not-replayable", "This cannot be replayed", exception.Message);
        problem.Members["code"] = exception.Code;
        problem.Members["still_works"] = exception.StillWorks;
        return problem;
    }

    /// <summary>A call that could not be made at all.</summary>
    public static ApiProblem Of(CallRefusedException exception) => new(409, "call-refused", "The call cannot be made", exception.Message);
}
