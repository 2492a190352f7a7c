using Reprise.Security.Sensitivity;

namespace Reprise.Core.Tests.Security.Sensitivity;

public sealed class SensitivityLevelTests
{
    [Theory]
    [InlineData("", "Which river flows through Vienna?", "public")]
    [InlineData("email", "Write to me.", "internal")]
    [InlineData("ip", "", "internal")]
    [InlineData("name,phone", "", "confidential")]
    [InlineData("iban", "", "confidential")]
    [InlineData("email,secret.npm_token", "", "restricted")]
    [InlineData("card", "", "restricted")]
    [InlineData("national_id.us_ssn", "", "restricted")]
    [InlineData("", "For internal use only: the plan.", "internal")]
    [InlineData("", "This is CONFIDENTIAL.", "confidential")]
    [InlineData("", "Strictly confidential, do not share.", "restricted")]
    [InlineData("email", "a trade secret of ours", "confidential")]
    [InlineData("", "He spoke confidentially.", "public")]
    public void The_level_is_the_highest_of_what_was_found_and_what_is_said(string types, string text, string level) =>
        SensitivityLevel.Of(types.Split(',', StringSplitOptions.RemoveEmptyEntries), text).Level.ShouldBe(level);

    [Fact]
    public void A_list_of_people_is_restricted_and_the_reason_says_how_many() =>
        SensitivityLevel.Of([.. Enumerable.Repeat("email", 20)], "").ShouldBe(("restricted", "holds 20 pieces of personal data"));

    [Fact]
    public void The_reason_names_the_type_or_the_word_that_decided()
    {
        SensitivityLevel.Of(["email", "card"], "").Reason.ShouldBe("holds card");
        SensitivityLevel.Of(["email"], "Under NDA.").Reason.ShouldBe("says \"under nda\"");
    }
}
