using System.Reflection;
using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting.Tests;

/// <summary>Makes an event of any type, every field filled, so that a type that is added later is tested without being named here.</summary>
static class EventFactory
{
    internal static IEnumerable<Type> Types =>
        typeof(RunEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RunEvent)) && !type.IsAbstract);

    internal static RunEvent Make(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var runEvent = (RunEvent)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Sample(parameter.ParameterType, parameter.Name!))]);
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        {
            if (property.SetMethod is not null && constructor.GetParameters().All(parameter => parameter.Name != property.Name))
                property.SetValue(runEvent, Sample(property.PropertyType, property.Name));
        }
        return runEvent with { RunId = "run-1", Sequence = 7, Time = new(2026, 1, 31, 8, 15, 30, 123, TimeSpan.Zero) };
    }

    static object Sample(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "a " + name + " with \"quotes\", 'é', \n and \e";
        if (type == typeof(int)) return 3;
        if (type == typeof(double)) return 0.25;
        if (type == typeof(TimeSpan)) return TimeSpan.FromTicks(123_456_789);
        if (type == typeof(Outcome)) return Outcome.Cancelled;
        if (type == typeof(LogLevel)) return LogLevel.Warning;
        if (type == typeof(StepIdentity)) return Samples.Ready;
        if (type == typeof(ErrorInfo)) return new ErrorInfo("timeout", "No answer.") { Target = "db:1", Status = 5, Help = "Wait.", Location = "a.yaml:1:2" };
        if (type == typeof(bool)) return true;
        if (type == typeof(ItemCounts)) return new ItemCounts(43, 41, 2, 1, 5);
        if (type == typeof(IReadOnlyList<ExpectationResult>))
            return new ExpectationResult[] { new("a == 1", false, "`a` was 2", "a.yaml:3:4"), new("true", true, null, "a.yaml:5:6") };
        if (type == typeof(Value))
            return Samples.Object(
                ("text", Samples.Text("é\n")),
                ("list", Samples.Array(Value.From(1.5), Value.True, Value.False, Value.Null, Samples.Array(), Samples.Object())),
                ("big", Value.From(1e300)),
                ("zero", Value.From(-0.0)));
        throw new NotSupportedException("An event has a field of a new type: " + type);
    }
}
