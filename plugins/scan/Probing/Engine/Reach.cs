namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>How far an address is: what may be asked of the way there without knowing it.</summary>
enum Reach
{
    /// <summary>This machine: answers come at once, and nothing is lost.</summary>
    Local,

    /// <summary>A network that this machine has an interface in.</summary>
    Link,

    /// <summary>Behind a router: other people's network.</summary>
    Beyond,
}
